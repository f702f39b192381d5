"""Plain figures of now and of the week. Each counts exactly what a list of conversations shows."""
