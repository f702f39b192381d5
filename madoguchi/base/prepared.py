"""Statements whose plan PostgreSQL keeps: sent in full once for each connection, and by their name from then on.

Under row-level security it takes several times longer to plan a statement than to answer it, where the answer is one
row. Only for constants of the code that stand on the path of every request; where the best plan depends on the values
(lists, searches), it has to be made for each. After a rollback, or when a table changes, they are sent in full again.
"""

from typing import Any, cast

import psycopg
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.utils import CursorWrapper


class _Keeping(psycopg.Cursor[Any]):
    """Sends values apart from the statement, which Django's own cursor does not."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Keeping":
        return super().execute(query, params, **{**options, "prepare": True})


def prepared() -> CursorWrapper:
    """As connection.cursor(): seen by whoever watches the statements, and with Django's own errors."""
    wrapper = cast(DatabaseWrapper, connection)
    wrapper.close_if_health_check_failed()
    wrapper.ensure_connection()
    with wrapper.wrap_database_errors:
        cursor: CursorWrapper = wrapper._prepare_cursor(_Keeping(wrapper.connection))  # type: ignore[attr-defined]  # noqa: SLF001  # what cursor() ends with
        return cursor
