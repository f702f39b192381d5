"""Numbers and days as they come in an address or a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from madoguchi.base.clock import now

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


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a report is asked about, both included, in a time zone."""

    first: date
    last: date
    zone: tzinfo

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone)

    @property
    def until(self) -> datetime:
        """When they are over."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)


def days_in(given: Mapping[str, str], zone: tzinfo, *, usual: int) -> Days:
    """From `from` to `to`; the last `usual` ones up to today where nothing else is said."""
    last = day_in(given.get("to", "")) or now().astimezone(zone).date()
    return Days(min(day_in(given.get("from", "")) or last - timedelta(days=usual - 1), last), last, zone)
