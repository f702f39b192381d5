"""Numbers and days as they come in an address or a form."""

from datetime import date

MOST_DIGITS = 18  # all that an id of the database has room for


def number_in(typed: str) -> int | None:
    """None for what is no whole number from 0 on."""
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS else None


def day_in(typed: str) -> date | None:
    """Of a field of the browser (YYYY-MM-DD); None for what is no day."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
