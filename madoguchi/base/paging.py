"""Keyset paging: a cursor is the sort key of the last row, never an offset."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused

T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page, and the cursors of its neighbour ("" where there is none)."""

    rows: list[T]
    next: str


def page_of(rows: QuerySet[M], *, order: Sequence[str], cursor: str = "", limit: int = 50) -> Page[M]:
    """One page of `rows` sorted by `order` (field names, "-" for descending, the last one unique).

    Fields of `order` must not be NULL. Raises Refused("bad-cursor") for a cursor that is not ours.
    """
    if cursor:
        rows = rows.filter(_after(order, _decode(cursor, len(order))))
    found = list(rows.order_by(*order)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return Page(found, cursor_of(found[-1], order) if more else "")


def cursor_of(row: Model, order: Sequence[str]) -> str:
    """The cursor that continues behind `row`."""
    key = [getattr(row, name.lstrip("-")) for name in order]
    text = json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in key])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _after(order: Sequence[str], key: Sequence[Any]) -> Q:
    wanted = Q()
    for depth, name in enumerate(order):
        same = Q(**{order[i].lstrip("-"): key[i] for i in range(depth)})
        compare = "lt" if name.startswith("-") else "gt"
        wanted |= same & Q(**{f"{name.lstrip('-')}__{compare}": key[depth]})
    first = order[0]
    bound = "lte" if first.startswith("-") else "gte"
    return Q(**{f"{first.lstrip('-')}__{bound}": key[0]}) & wanted


def _decode(cursor: str, length: int) -> list[Any]:
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        key = None
    if not isinstance(key, list) or len(key) != length:
        raise Refused("bad-cursor", _("This page link is no longer valid. Start again from the first page."))
    return [_value(part) for part in key]


def _value(part: Any) -> Any:
    if isinstance(part, str) and len(part) >= 19 and part[4:5] == "-" and part[10:11] == "T":
        try:
            return datetime.fromisoformat(part)
        except ValueError:
            return part
    if isinstance(part, (str, int, float)):
        return part
    raise Refused("bad-cursor", _("This page link is no longer valid. Start again from the first page."))


__all__ = ["Page", "cursor_of", "page_of"]
