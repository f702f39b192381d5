"""Statements whose plan PostgreSQL keeps: sent in full once for each connection, and by their name from then on.

Under row-level security it takes several times longer to plan a statement than to answer it, where the answer is one
row. Only for constants of the code that stand on the path of every request; where the best plan depends on the values
(lists, searches), it has to be made for each. After a rollback, or when a table changes, they are sent in full again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.utils import CursorWrapper


class _Keeping(psycopg.Cursor[Any]):
    """Sends values apart from the statement, which Django's own cursor does not."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Keeping":
        return super().execute(query, _untyped(params), **{**options, "prepare": True})


def _untyped(params: Any) -> Any:
    """Numbers and times as text without a type: the statement says what it takes, and there is one plan, not one for
    each size of a number and each place where a NULL can stand."""
    if isinstance(params, Mapping):
        return {name: _as_text(value) for name, value in params.items()}
    return [_as_text(value) for value in params] if params else params


def _as_text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, int) else value  # true and false too


def prepared() -> CursorWrapper:
    """As connection.cursor(): seen by whoever watches the statements, and with Django's own errors."""
    wrapper = own_connection()
    wrapper.close_if_health_check_failed()
    wrapper.ensure_connection()
    with wrapper.wrap_database_errors:
        cursor: CursorWrapper = wrapper._prepare_cursor(_Keeping(wrapper.connection))  # type: ignore[attr-defined]  # noqa: SLF001  # what cursor() ends with
        return cursor


def own_connection() -> DatabaseWrapper:
    """The connection of this thread itself. `django.db.connection` looks it up anew for each thing it is asked."""
    return cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
