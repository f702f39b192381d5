"""The operations, one file a thing."""
