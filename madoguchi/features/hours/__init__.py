"""Business hours: when people are there."""
