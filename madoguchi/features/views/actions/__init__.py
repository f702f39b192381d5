"""Changing what the lists of the desk show."""
