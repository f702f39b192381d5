"""Beginning, stopping and undoing what is done to many at once."""
