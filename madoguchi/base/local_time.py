"""What time it is where somebody is, and whether one had better not call there now: night, week-end, holiday."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

MORNING, EVENING = 8, 21  # hours between which nobody is woken
LONGEST = 60  # letters of the name of a time zone


@dataclass(frozen=True, slots=True)
class LocalTime:
    """`holiday` is its name in the asker's language where the calendar has it, else in the country's; "" for none."""

    at: datetime
    is_night: bool
    is_weekend: bool
    holiday: str


def zone_named(name: str) -> ZoneInfo | None:
    """None for one that does not exist, or cannot be a name."""
    try:
        return ZoneInfo(name) if 0 < len(name) <= LONGEST and name.isascii() else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def local_time(zone: str, at: datetime, *, language: str) -> LocalTime | None:
    """None for a zone that does not exist. The country is that of the zone; where it has several, its first."""
    known = zone_named(zone)
    if known is None:
        return None
    local = at.astimezone(known)
    country = get_global("zone_territories").get(zone, "")
    holiday, weekend = _calendar(country, local.date(), language)
    is_night = not MORNING <= local.hour < EVENING
    return LocalTime(local, is_night, local.weekday() in weekend, holiday)


@lru_cache(maxsize=512)
def _calendar(country: str, day: date, language: str) -> tuple[str, frozenset[int]]:
    """The holiday of a day ("" for none) and the weekdays on which people rest (0 is Monday)."""
    import holidays  # half a second of a process's life, for those alone who look at a person

    if country not in holidays.list_supported_countries(include_aliases=False):
        return "", frozenset({5, 6})
    languages = holidays.list_localized_countries().get(country, [])
    wished = {"ja": "ja", "en": "en_US"}.get(language, language)
    found = holidays.country_holidays(country, years=day.year, language=wished if wished in languages else None)
    return found.get(day, ""), frozenset(found.weekend)
