"""The chat of a site: who is at the other end, and what they say and read."""
