"""Keyset paging: a cursor is the sort key of the last row, never an offset."""

import base64
import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.kept import kept_rows

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
    return _page(list(behind(rows, order, cursor).order_by(*order)[: limit + 1]), order, limit)


def kept_page_of(
    key: Hashable, rows: Callable[[], QuerySet[M]], *, order: Sequence[str], cursor: str = "", limit: int = 50
) -> Page[M]:
    """page_of() a list whose beginning is asked for again and again; `key` is that of kept_rows()."""
    if cursor:
        return page_of(rows(), order=order, cursor=cursor, limit=limit)
    found = kept_rows((key, tuple(order), limit), lambda: rows().order_by(*order)[: limit + 1])
    return _page(found, order, limit)


def read_page(
    model: type[M], read: Callable[[list[Any] | None, int], list[M]], *, order: Sequence[str], cursor: str, limit: int
) -> Page[M]:
    """page_of() a list that is read by hand: `read` is given the sort key of the last row before (None: there is none)
    and how many rows to bring."""
    return _page(read(_key(model, order, cursor) if cursor else None, limit + 1), order, limit)


def _page(found: list[M], order: Sequence[str], limit: int) -> Page[M]:
    more = len(found) > limit
    return Page(found[:limit], cursor_of(found[limit - 1], order) if more else "")


def cursor_of(row: Model, order: Sequence[str]) -> str:
    """The cursor that continues behind `row`."""
    return cursor_at([getattr(row, name.lstrip("-")) for name in order])


def cursor_at(key: Sequence[Any]) -> str:
    """The cursor that continues behind the row with these values of its order; times may be ISO 8601 already."""
    text = json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in key])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def turned(order: Sequence[str]) -> tuple[str, ...]:
    """The opposite order."""
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


def behind(rows: QuerySet[M], order: Sequence[str], cursor: str) -> QuerySet[M]:
    """Those that stand behind the row of a cursor; all for no cursor. Raises Refused("bad-cursor")."""
    return rows.filter(_after(order, _key(rows.model, order, cursor))) if cursor else rows


def up_to(rows: QuerySet[M], order: Sequence[str], cursor: str) -> QuerySet[M]:
    """Those that stand before the row of a cursor, and it. Raises Refused("bad-cursor")."""
    return rows.filter(_after(turned(order), _key(rows.model, order, cursor), and_itself=True))


def bad_cursor() -> Refused:
    """The refusal of a cursor that is not ours."""
    text = _("This page link is no longer valid. Start again from the first page.")
    return Refused("bad-cursor", text, field="cursor")


def _after(order: Sequence[str], key: Sequence[Any], *, and_itself: bool = False) -> Q:
    wanted = Q()
    for depth, name in enumerate(order):
        same = Q(**{order[i].lstrip("-"): key[i] for i in range(depth)})
        compare = "lt" if name.startswith("-") else "gt"
        if and_itself and depth == len(order) - 1:
            compare += "e"
        wanted |= same & Q(**{f"{name.lstrip('-')}__{compare}": key[depth]})
    first = order[0]
    bound = "lte" if first.startswith("-") else "gte"
    return Q(**{f"{first.lstrip('-')}__{bound}": key[0]}) & wanted


def _key(model: type[Model], order: Sequence[str], cursor: str) -> list[Any]:
    """The values of a cursor, each of its column's own type: a cursor can be anybody's text."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(parts, list) or len(parts) != len(order):
            raise ValueError(cursor)
        return [_value(model, name.lstrip("-"), part) for name, part in zip(order, parts, strict=True)]
    except (ValueError, TypeError, ValidationError, RecursionError) as error:
        raise bad_cursor() from error


def _value(model: type[Model], name: str, part: Any) -> Any:
    if not isinstance(part, (str, int)) or (isinstance(part, str) and "\x00" in part):
        raise ValueError(part)
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    value = field.to_python(part)
    if value is None or (isinstance(value, datetime) and value.tzinfo is None):
        raise ValueError(part)
    return value


__all__ = [
    "Page",
    "bad_cursor",
    "behind",
    "cursor_at",
    "cursor_of",
    "kept_page_of",
    "page_of",
    "read_page",
    "turned",
    "up_to",
]
