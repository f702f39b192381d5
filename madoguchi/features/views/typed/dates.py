"""Days, months and lengths of time as people type them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from madoguchi.base.text import normal
from madoguchi.features.views.fields.kinds import FIRST_YEAR, LAST_YEAR, LONGEST
from madoguchi.features.views.typed.names import DAYS

_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})(?:[-/.月](\d{1,2})日?|月)")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})t(\d{1,2}:\d{2})(?::\d{2})?")
_LENGTH = re.compile(r"(\d{1,6})(m|min|分|h|時間|d|日|日間|w|週|週間)?")
_SECONDS = {
    "m": 60,
    "h": 3600,
    "d": 86_400,
    "w": 604_800,
    "分": 60,
    "時": 3600,
    "日": 86_400,
    "週": 604_800,
    "": 86_400,
}
_AWAY = re.compile(r"([+-]\d{1,4})")


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another, which does not belong to it."""

    begins: datetime
    ends: datetime


def length(text: str) -> int:
    """Seconds of "30m", "3時間", "7d", "2週間", "7" (days); 0 for what is none."""
    found = _LENGTH.fullmatch(normal(text))
    if found is None:
        return 0
    seconds = int(found[1]) * _SECONDS[(found[2] or "")[:1]]
    return seconds if seconds <= LONGEST else 0


def day_away(text: str) -> int | None:
    """Days from today for "today", "昨日", "today-5"."""
    wanted = normal(text)
    for days, said in DAYS.items():
        for name in map(normal, said.all):
            rest = wanted.removeprefix(name) if wanted.startswith(name) else None
            if rest == "":
                return days
            if rest is not None and (found := _AWAY.fullmatch(rest)):
                return days + int(found[1])
    return None


def span(text: str, zone: ZoneInfo, present: datetime) -> Span | None:
    """The day, month, year or minute that a text names, in the time zone; None for what is none."""
    wanted = normal(text)
    try:
        if found := _MOMENT.fullmatch(wanted):
            begins = datetime.fromisoformat(f"{found[1]}T{found[2]:0>5}").replace(tzinfo=zone)
            return _checked(begins, begins + timedelta(minutes=1))
        if (found := _DAY.fullmatch(wanted)) and found[3]:
            return _day(found, zone, present)
        if found := _MONTH.fullmatch(wanted):
            year, month = int(found[1]), int(found[2])
            return _checked(datetime(year, month, 1, tzinfo=zone), _first_after(year, month, zone))
        if found := _YEAR.fullmatch(wanted):
            year = int(found[1])
            return _checked(datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone))
    except (ValueError, OverflowError):
        return None  # the 31st of November, the year 0
    return None


def _day(found: re.Match[str], zone: ZoneInfo, present: datetime) -> Span | None:
    """Without a year the nearest one: of this year, or of the next or last when that is nearer."""
    month, day = int(found[2]), int(found[3])
    if found[1]:
        begins = datetime(int(found[1]), month, day, tzinfo=zone)
    else:
        here = present.astimezone(zone)
        near = [datetime(here.year + step, month, day, tzinfo=zone) for step in (-1, 0, 1)]
        begins = min(near, key=lambda one: abs(one - here))
    return _checked(begins, datetime.combine(begins.date() + timedelta(days=1), time(), zone))


def _first_after(year: int, month: int, zone: ZoneInfo) -> datetime:
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)


def _checked(begins: datetime, ends: datetime) -> Span | None:
    known = FIRST_YEAR < begins.year < LAST_YEAR
    return Span(begins.astimezone(UTC), ends.astimezone(UTC)) if known else None
