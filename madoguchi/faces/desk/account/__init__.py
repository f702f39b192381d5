"""Sign-in: what the desk adds to allauth."""
