"""Keeping answers that are given again and again, and using them."""
