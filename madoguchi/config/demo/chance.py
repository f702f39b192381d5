"""Chance that falls the same way every time."""

from random import Random


def chance(*about: object) -> Random:
    """A source of chance of its own for each thing, so that adding one changes no other."""
    return Random("/".join(map(str, about)))  # noqa: S311 (it draws hours and greetings, not secrets)
