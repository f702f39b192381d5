"""What a person is told, and on which ways."""
