"""The pages on which articles are written, arranged, checked and read by the people of the house."""
