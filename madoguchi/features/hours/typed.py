"""Hours as people type them, as rows keep them, and as the calendar counts them.

`{"monday": ["09:00-12:00", "13:00-18:00"], …}` for a week (a day that is missing is closed), and
`[{"date": "2026-12-29", "name": "年末年始", "hours": []}, …]` for the days that are not as it says.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.features.hours.calendar import Calendar, Day, Interval, countries

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_NAME = 60
MOST_DAYS = 400
_INTERVAL = re.compile(r"(\d{1,2}):?([0-5]\d)-(\d{1,2}):?([0-5]\d)")
_DASHES = str.maketrans(dict.fromkeys("–—−‐‑ー~〜～", "-"))


def typed_hours(text: str | Sequence[str], *, field: str) -> list[str]:
    """ "9:00–12:00、13:00-18:00" (or its parts) as rows keep it. Raises Refused("bad-hours")."""
    parts = re.split(r"[,、;\n]+", text) if isinstance(text, str) else text
    found = sorted(_interval(part, field) for part in parts if part.strip())
    if any(before[1] > after[0] for before, after in pairwise(found)):
        raise Refused("bad-hours", _("These hours overlap."), field=field)
    return [written(one) for one in found]


def _interval(text: str, field: str) -> Interval:
    plain = "".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())
    match = _INTERVAL.fullmatch(plain)
    if match is not None:
        opens, closes = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if opens < closes <= 24 * 60:
            return opens, closes
    raise Refused("bad-hours", _("Hours are written like 9:00-18:00, until 24:00 at most."), field=field)


def written(interval: Interval) -> str:
    """09:00-18:00."""
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in interval)


def typed_week(week: Mapping[str, str | Sequence[str]]) -> dict[str, list[str]]:
    """Each day of the week. Raises Refused("bad-hours", "bad-day")."""
    if not week.keys() <= set(WEEKDAYS):
        raise Refused("bad-day", _("A week has the days monday to sunday."), field="week")
    return {day: hours for day in WEEKDAYS if (hours := typed_hours(week.get(day, ""), field=day))}


def typed_days(days: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Exceptions, each date once (the last of it counts), by date. Raises Refused("bad-date", "bad-hours",
    "bad-name", "too-many-days")."""
    kept = {}
    for day in days:
        name = " ".join(str(day.get("name", "")).split())
        if len(name) > LONGEST_NAME:
            raise Refused("bad-name", _("Enter a name of at most %(number)d letters.") % {"number": LONGEST_NAME})
        at = typed_date(str(day["date"])).isoformat()
        kept[at] = {"date": at, "name": name, "hours": typed_hours(day.get("hours", ""), field="hours")}
    if len(kept) > MOST_DAYS:
        raise Refused("too-many-days", _("At most %(number)d days.") % {"number": MOST_DAYS}, field="date")
    return [kept[at] for at in sorted(kept)]


def typed_date(text: str) -> date:
    """2026-12-29. Raises Refused("bad-date")."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("bad-date", _("A date is written like 2026-12-29."), field="date") from None


def typed_country(code: str) -> str:
    """Raises Refused("bad-country")."""
    if code and code not in countries():
        raise Refused("bad-country", _("The holidays of this country are not known."), field="country")
    return code


def calendar_of(
    zone: str, week: Mapping[str, Sequence[str]], country: str, days: Iterable[Mapping[str, Any]]
) -> Calendar:
    """What rows keep, to be counted with."""
    return Calendar(
        ZoneInfo(zone),
        tuple(_read(week.get(day, ())) for day in WEEKDAYS),
        country,
        {date.fromisoformat(day["date"]): Day(day["name"], _read(day["hours"])) for day in days},
    )


def _read(hours: Sequence[str]) -> tuple[Interval, ...]:
    return tuple(_interval(one, "hours") for one in hours)
