"""The making of the catalogues of texts; see bin/messages."""
