"""What is done with the aim of a conversation."""
