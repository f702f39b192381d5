"""What the API shows of each thing: its schema, and the function that fills it."""
