"""What is done to articles, one verb each."""
