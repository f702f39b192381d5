"""Cursors of lists that are no rows of a table: the sort key of what was shown last."""

import base64
import json
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused


def cursor_to(*key: float | datetime) -> str:
    """The cursor that continues behind `key`."""
    text = json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in key])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(cursor: str, *types: type) -> Any:
    """The key of a cursor, each part of its type: a cursor can be anybody's text. Raises Refused("bad-cursor")."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(parts, list) or len(parts) != len(types):
            raise ValueError(cursor)
        return tuple(_part(part, kind) for part, kind in zip(parts, types, strict=True))
    except (ValueError, TypeError, RecursionError) as error:
        text = _("This page link is no longer valid. Start again from the first page.")
        raise Refused("bad-cursor", text, field="cursor") from error


def _part(part: Any, kind: type) -> float | datetime:
    if kind is datetime:
        at = parse_datetime(part) if isinstance(part, str) else None
        if at is None or at.tzinfo is None:
            raise ValueError(part)
        return at
    if isinstance(part, bool) or not isinstance(part, (int, float)) or abs(part) > 2**62 or part != part:
        raise ValueError(part)
    return float(part) if kind is float else int(part)
