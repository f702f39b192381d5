"""From conditions back to what one types, in the running language."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from madoguchi.core.contacts.models import Company
from madoguchi.core.contacts.queries import companies_visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.conditions import Condition
from madoguchi.features.views.fields.kinds import instant
from madoguchi.features.views.typed import names
from madoguchi.features.views.typed.names import OPERATORS, OWN, Said
from madoguchi.features.views.typed.things import Things

_PLAIN = re.compile(r"[^\s,、，:：\"“”＂-][^\s,、，:：\"“”＂]*")
_NAMED = ("assignee", "team", "tag", "kind", "inbox")
_UNITS = ((604_800, "w", "週間"), (86_400, "d", "日"), (3600, "h", "時間"), (60, "m", "分"))


def text_of(conditions: Iterable[Condition], actor: Actor, zone: ZoneInfo) -> str:
    """What parse() reads as the same conditions; needs a tenant. One query where people, teams, tags or inboxes are
    named, and one for companies."""
    conditions = tuple(conditions)
    kinds = tuple(sorted({one.field for one in conditions} & set(_NAMED)))
    things = Things(actor, kinds)
    companies = _companies(conditions, actor)
    return " ".join(
        ("-" if _minus(one) else "") + _written(one, things, companies, zone) for one in conditions if one.fits
    )


def _companies(conditions: Iterable[Condition], actor: Actor) -> dict[int, str]:
    ids = {key for one in conditions if one.field == "company" and one.fits for key in one.value}
    rows = companies_visible_to(actor).filter(id__in=ids) if ids else Company.objects.none()
    return dict(rows.values_list("id", "name")) if ids else {}


def _minus(one: Condition) -> bool:
    """ "none" says by itself that something is not there."""
    return one.negated and not (one.op == "set" and one.field != "waiting")


def _written(one: Condition, things: Things, companies: dict[int, str], zone: ZoneInfo) -> str:
    if one.field == "words":
        return quoted(one.value)
    if (one.field, one.op) in names.MARKS:
        return f"{_operator('').own}:{names.MARKS[one.field, one.op].own}"
    if one.field == "status":
        return f"{_operator('').own}:{_joined(names.STATUSES[value].own for value in one.value)}"
    if "." in one.field:
        return f"{one.field}:{_attribute(one)}"
    return f"{_operator(one.field).own}:{_value(one, things, companies, zone)}"


def _operator(field: str) -> Said:
    """The general one of a field: "before" is short for one of the others."""
    return next(one.said for one in OPERATORS if one.field == field and one.kind not in ("before", "after", "within"))


def _value(one: Condition, things: Things, companies: dict[int, str], zone: ZoneInfo) -> str:
    if one.field in _NAMED:
        return _joined(_thing(one.field, key, things) for key in one.value)
    if one.field == "company":
        return _joined(_named(companies.get(key, ""), key) for key in one.value)
    if one.field == "contact" and one.op == "is":
        return _joined(f"#{key}" for key in one.value)
    if one.field in names.CHOICES:
        return _joined(names.CHOICES[one.field][value].own for value in one.value)
    if one.field == "channel":
        return _joined(names.CHANNELS[value].own if value in names.CHANNELS else value for value in one.value)
    return quoted(one.value) if one.op == "has" else _time(one, zone)


def _thing(field: str, key: int | str, things: Things) -> str:
    if isinstance(key, str):
        return OWN[key].own if field == "assignee" else names.NOTHING.own
    return _named(things.name_of(field, key), key)


def _named(name: str, key: int) -> str:
    """By its number where it is gone, or where its name cannot be written."""
    return name if name and not set(name) & set('"“”＂') else f"#{key}"


def _joined(values: Iterable[str]) -> str:
    return ",".join(map(quoted, values))


def quoted(value: str) -> str:
    """In quotes where it would fall apart."""
    return value if _PLAIN.fullmatch(value) else '"' + re.sub('["“”＂]', " ", value) + '"'


def _time(one: Condition, zone: ZoneInfo) -> str:
    if one.op == "set":
        return names.ANY["none" if one.negated else "any"].own
    if one.op == "past":
        return names.MARKS["due", "past"].own
    if one.op in ("within", "beyond"):
        return (">" if one.op == "beyond" else "") + _length(one.value)
    if one.op == "day":
        days = one.value[0]
        return names.DAYS[days].own if days in names.DAYS else f"{names.DAYS[0].own}{days:+d}"
    if one.op == "between":
        return _span(one.value[0], one.value[1], zone)
    return ("<" if one.op == "before" else ">=") + _moment(one.value, zone)


def _length(seconds: int) -> str:
    size, english, japanese = next((unit for unit in _UNITS if seconds % unit[0] == 0), _UNITS[-1])
    return f"{max(1, seconds // size)}{japanese if names.is_japanese() else english}"


def _span(first: str, last: str, zone: ZoneInfo) -> str:
    begins, ends = (_local(value, zone) for value in (first, last))
    if begins.hour == begins.minute == ends.hour == ends.minute == 0:
        day, last_day = begins.date(), ends.date() - timedelta(days=1)
        return day.isoformat() if day == last_day else f"{day}..{last_day}"
    if ends - begins == timedelta(minutes=1):
        return f"{begins:%Y-%m-%dT%H:%M}"
    return f"{begins:%Y-%m-%dT%H:%M}..{ends - timedelta(minutes=1):%Y-%m-%dT%H:%M}"


def _moment(value: str, zone: ZoneInfo) -> str:
    at = _local(value, zone)
    return at.date().isoformat() if at.hour == at.minute == 0 else f"{at:%Y-%m-%dT%H:%M}"


def _local(value: str, zone: ZoneInfo) -> datetime:
    at = instant(value)
    assert at is not None
    return at.astimezone(zone)


def _attribute(one: Condition) -> str:
    if one.op == "set":
        return names.ANY["none" if one.negated else "any"].own
    if one.op in ("under", "over"):
        return f"{'<' if one.op == 'under' else '>'}{one.value}"
    if one.op == "has":
        return quoted(one.value)
    return ",".join(quoted(_equal(value)) for value in one.value)


def _equal(value: Any) -> str:
    if isinstance(value, bool):
        return names.YES["yes" if value else "no"].own
    return f"={value}" if isinstance(value, str) else str(value)
