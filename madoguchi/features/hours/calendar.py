"""When people are there, and when they are back. Pure: what a calendar holds comes from rows (queries.py).

Times of a day are minutes of the clock on the wall. Where the clock is put forward, a time that does not exist counts
from before (RFC 5545, 3.3.5): 02:30 is 03:30. Where it is put back, an hour is there twice: opening is in the first of
them, closing in the second.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Interval = tuple[int, int]  # minutes of the day: opens, closes; 1440 is midnight of the next
Span = tuple[datetime, datetime]  # in UTC

WORKDAYS: tuple[tuple[Interval, ...], ...] = (((9 * 60, 18 * 60),),) * 5 + ((), ())  # what most people mean by them
HORIZON = 400  # days that are looked ahead; who is away for longer is away


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is not as the week says: without intervals it is closed."""

    name: str
    intervals: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """`week` begins on Monday; `country` (ISO 3166-1) is the one on whose national holidays nobody is there, "" for
    none; `days` are the exceptions, which count before both."""

    zone: ZoneInfo
    week: tuple[tuple[Interval, ...], ...]
    country: str = ""
    days: Mapping[date, Day] = field(default_factory=dict)

    def intervals_on(self, day: date) -> tuple[Interval, ...]:
        """When people are there on a day of the zone."""
        if (own := self.days.get(day)) is not None:
            return own.intervals
        return () if self.country and holiday_on(self.country, day) else self.week[day.weekday()]


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether people are there."""
    span = next(spans(calendar, at), None)
    return span is not None and span[0] <= at


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """When people come next after `at`, in UTC; None when they do not within the HORIZON."""
    return next((opens for opens, _closes in spans(calendar, at) if opens > at), None)


def next_closing(calendar: Calendar, at: datetime) -> datetime | None:
    """When people leave next after `at`, in UTC; None when nobody comes, or nobody ever leaves, within the HORIZON."""
    span = next(spans(calendar, at), None)
    last = at + timedelta(days=HORIZON)
    return span[1] if span is not None and span[1] < last else None


def spans(calendar: Calendar, at: datetime) -> Iterator[Span]:
    """The times at which people are there, in their order, from the one that ends first after `at`; what touches is
    one."""
    kept: Span | None = None
    first = at.astimezone(calendar.zone).date() - timedelta(days=1)  # what closes at midnight closes on the next day
    for number in range(HORIZON + 3):
        for opens, closes in _spans_on(calendar, first + timedelta(days=number)):
            if closes <= at:
                continue
            if kept is not None and opens <= kept[1]:
                kept = (kept[0], max(kept[1], closes))
                continue
            if kept is not None:
                yield kept
            kept = (opens, closes)
    if kept is not None:
        yield kept


def _spans_on(calendar: Calendar, day: date) -> Iterator[Span]:
    for opens, closes in sorted(calendar.intervals_on(day)):
        span = (_instant(day, opens, calendar.zone)[0], max(_instant(day, closes, calendar.zone)))
        if span[0] < span[1]:
            yield span


def _instant(day: date, minute: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A time on the wall in UTC, by what counted before a change of the clock and by what counts after it."""
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    before, after = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return before, after


def holiday_on(country: str, day: date) -> str:
    """The name of the national holiday, in the language of the country; "" for none."""
    return _holidays(country, day.year).get(day, "")


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> dict[date, str]:
    import holidays  # half a second of a process's life, for those alone who use a calendar

    return dict(holidays.country_holidays(country, years=year))


def countries() -> list[str]:
    """Those whose national holidays are known, Japan first."""
    import holidays  # as above

    return sorted(holidays.list_supported_countries(include_aliases=False), key=lambda code: (code != "JP", code))
