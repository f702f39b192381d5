"""What a field is, and which values its conditions may have.

Values are what JSON can hold, lists as tuples. Whatever somebody typed or sent is held against these checks before a
query is made of it: no value that passes can make an SQL error.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from madoguchi.core.people.actor import Actor

Check = Callable[[Any], bool]
LARGEST_ID = 2**63 - 1
LONGEST_TEXT = 200
MOST_VALUES = 50
FIRST_YEAR, LAST_YEAR = 1900, 2999
LONGEST = 50 * 366 * 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Field:
    """Something that conversations are told apart by. `ops` says which values an operator takes; `column` is the one
    that the field is, where it is one."""

    name: str
    ops: Mapping[str, Check]
    only: Callable[[Actor, str, Any], Q]
    column: str = ""


def is_text(value: Any) -> bool:
    """Something readable: no control characters, which PostgreSQL or a terminal chokes on, and no half characters."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT and is_clean(value)


def is_clean(text: str) -> bool:
    return not any(ord(sign) < 0x20 or ord(sign) == 0x7F or 0xD800 <= ord(sign) <= 0xDFFF for sign in text)


def is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID


def some_of(*words: str) -> Check:
    """One or more of these words."""
    return lambda value: is_some(value) and all(isinstance(one, str) and one in words for one in value)


def ids_or(*words: str) -> Check:
    """One or more ids, or these words."""
    return lambda value: is_some(value) and all(is_id(one) or (isinstance(one, str) and one in words) for one in value)


def texts(value: Any) -> bool:
    return is_some(value) and all(map(is_text, value))


def is_some(value: Any) -> bool:
    return isinstance(value, tuple) and 0 < len(value) <= MOST_VALUES


def is_yes(value: Any) -> bool:
    return value is True


def is_seconds(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LONGEST


def is_instant(value: Any) -> bool:
    """A time with its offset, as ISO 8601 writes it."""
    return isinstance(value, str) and instant(value) is not None


def is_span(value: Any) -> bool:
    """From one time (included) to another."""
    return isinstance(value, tuple) and len(value) == 2 and all(map(is_instant, value))


def instant(value: str) -> datetime | None:
    """The time; None for what is none."""
    try:
        found = parse_datetime(value) if len(value) <= 40 and value.isascii() else None
    except ValueError:
        return None
    is_known = found is not None and found.tzinfo is not None and FIRST_YEAR <= found.year <= LAST_YEAR
    return found if is_known else None
