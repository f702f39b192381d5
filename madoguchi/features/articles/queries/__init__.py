"""Reading articles: as somebody of the house, as the public, and as figures."""
