"""The Date header: RFC 5322, its obsolete forms, ISO 8601, and zones by name that Japan and its neighbours use."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_ZONES = {
    "JST": 9,
    "KST": 9,
    "HKT": 8,
    "SGT": 8,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "IST": 5.5,
    "AEST": 10,
    "AEDT": 11,
}
_ZONE = re.compile(r"\b(" + "|".join(_ZONES) + r")\b")
_MAX = 200
_NUMERIC = re.compile(
    r"(\d{4})[/.\-年](\d{1,2})[/.\-月](\d{1,2})日?\D{0,8}(\d{1,2}):(\d{2})(?::(\d{2}))?\s{0,3}([+-]\d{4})?"
)


def parse(text: str) -> datetime | None:
    """An aware time with the offset as written (UTC where it is `-0000` or absent), or None."""
    text = text[:_MAX].strip()
    if not text:
        return None
    return _rfc(text) or _iso(text) or _numeric(text)


def _rfc(text: str) -> datetime | None:
    try:
        fields = parsedate_tz(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if fields is None:
        return None
    year, month, day, hour, minute, second = fields[:6]
    offset = fields[9]
    zone = _ZONE.search(text)
    if zone and not re.search(r"[+-]\d{4}", text):
        offset = int(_ZONES[zone.group(1)] * 3600)
    return _build((year, month, day, hour, minute, second), offset or 0)


def _iso(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _numeric(text: str) -> datetime | None:
    match = _NUMERIC.search(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(group or 0) for group in match.groups()[:6])
    zone = match.group(7)
    offset = 0
    if zone:
        offset = (int(zone[1:3]) * 3600 + int(zone[3:]) * 60) * (-1 if zone[0] == "-" else 1)
    return _build((year, month, day, hour, minute, second), offset)


def _build(fields: tuple[int, int, int, int, int, int], offset: int) -> datetime | None:
    year, month, day, hour, minute, second = fields
    if abs(offset) >= 86_400:
        offset = 0
    try:
        made = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone(timedelta(seconds=offset)))
        made.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return made
