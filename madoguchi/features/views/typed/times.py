"""Conditions about times: "2026-11-01", ">7d", "<2026-11-01", "2026-10-01..2026-10-31", "overdue", "none"."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from madoguchi.base.text import normal
from madoguchi.features.views.conditions import Condition
from madoguchi.features.views.typed.dates import Span, day_away, length, span
from madoguchi.features.views.typed.names import ANY, MARKS, meant

COMPARED = ("<=", ">=", "<", ">")


def time_condition(name: str, value: str, zone: ZoneInfo, present: datetime) -> Condition | None:
    """None for a value that is no time. A length is one of the past, or to come where the field lies ahead."""
    text = normal(value)
    if (word := meant(ANY, text)) != "":
        return Condition(name, "set", True, word == "none")
    if text in map(normal, MARKS["due", "past"].all):
        return Condition(name, "past", True)
    sign = next((one for one in COMPARED if text.startswith(one)), "")
    rest = text[len(sign) :]
    if seconds := length(rest) if not _is_year(rest) else 0:
        return Condition(name, "beyond" if sign.startswith(">") else "within", seconds)
    if (days := day_away(rest)) is not None and not sign:
        return Condition(name, "day", (days, str(zone)))
    first, dots, last = rest.partition("..")
    begins, ends = _span(first, zone, present), _span(last, zone, present) if dots else None
    if begins is None or (dots and (ends is None or sign)):
        return None
    return _compared(name, sign, begins, ends)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit()


def _span(text: str, zone: ZoneInfo, present: datetime) -> Span | None:
    days = day_away(text)
    if days is None:
        return span(text, zone, present)
    here = (present.astimezone(zone) + timedelta(days=days)).date()
    return span(here.isoformat(), zone, present)


def _compared(name: str, sign: str, first: Span, last: Span | None) -> Condition:
    begins, ends = first.begins.isoformat(), (last or first).ends.isoformat()
    if sign == "<":
        return Condition(name, "before", begins)
    if sign == "<=":
        return Condition(name, "before", ends)
    if sign == ">=":
        return Condition(name, "after", begins)
    if sign == ">":
        return Condition(name, "after", ends)
    return Condition(name, "between", (begins, ends))
