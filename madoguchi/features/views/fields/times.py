"""Fields that are times. What is told in days or hours from now is reckoned by the database each time it is asked."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import Now

from madoguchi.base.clock import now
from madoguchi.base.local_time import zone_named
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.fields.kinds import Check, Field, instant, is_instant, is_seconds, is_span, is_yes

MOST_DAYS = 3660


def _is_day(value: Any) -> bool:
    """Days from today, and the time zone that says when a day begins."""
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    days, zone = value
    is_near = isinstance(days, int) and not isinstance(days, bool) and abs(days) <= MOST_DAYS
    return is_near and isinstance(zone, str) and zone_named(zone) is not None


PAST: dict[str, Check] = {
    "before": is_instant,
    "after": is_instant,
    "between": is_span,
    "day": _is_day,
    "within": is_seconds,
    "beyond": is_seconds,
}
COMING: dict[str, Check] = {**PAST, "past": is_yes, "set": is_yes}


def _in(column: str, *, coming: bool) -> Any:
    def only(_actor: Actor, op: str, value: Any) -> Q:
        if op in ("within", "beyond"):
            return (_ahead if coming else _ago)(column, op, timedelta(seconds=value))
        if op in ("past", "set"):
            return Q(**{f"{column}__lt": Now()}) if op == "past" else Q(**{f"{column}__isnull": False})
        begins, ends = _bounds(op, value)
        wanted = Q()
        if begins is not None:
            wanted &= Q(**{f"{column}__gte": begins})
        if ends is not None:
            wanted &= Q(**{f"{column}__lt": ends})
        return wanted

    return only


def _bounds(op: str, value: Any) -> tuple[datetime | None, datetime | None]:
    if op == "before":
        return None, instant(value)
    if op == "after":
        return instant(value), None
    if op == "between":
        return instant(value[0]), instant(value[1])
    days, zone = value
    day = now().astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    begins, ends = (datetime.combine(one, time(), ZoneInfo(zone)) for one in (day, day + timedelta(days=1)))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def _ago(column: str, op: str, age: timedelta) -> Q:
    return Q(**{f"{column}__{'gte' if op == 'within' else 'lt'}": Now() - age})


def _ahead(column: str, op: str, ahead: timedelta) -> Q:
    if op == "beyond":
        return Q(**{f"{column}__gt": Now() + ahead})
    return Q(**{f"{column}__gte": Now(), f"{column}__lte": Now() + ahead})


def _field(name: str, column: str, *, coming: bool = False) -> Field:
    ops = COMING if coming else {**PAST, "set": is_yes} if name == "waiting" else PAST
    return Field(name, ops, _in(column, coming=coming), column)


TIMES = (
    _field("created", "created_at"),
    _field("activity", "last_activity_at"),
    _field("resolved", "resolved_at"),
    _field("waiting", "waiting_since"),
    _field("due", "due_at", coming=True),
    _field("snoozed", "snoozed_until", coming=True),
)
