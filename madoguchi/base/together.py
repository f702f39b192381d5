"""Several small questions in one statement."""

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def asked_together(*questions: "QuerySet[Any, Any]") -> list[list[dict[str, Any]]]:
    """The rows of each, which has to be a `values()`: numbers and texts as they are, times in ISO 8601."""
    parts = [_question(rows) for rows in questions]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(sql for sql, _values in parts), [value for _sql, values in parts for value in values]
        )
        found = cursor.fetchone() or ()
    return [json.loads(rows) if isinstance(rows, str) else rows for rows in found]


def _question(rows: "QuerySet[Any, Any]") -> tuple[str, tuple[Any, ...]]:
    try:
        sql, values = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return "'[]'::jsonb", ()
    return f"(SELECT coalesce(jsonb_agg(to_jsonb(asked)), '[]') FROM ({sql}) AS asked)", tuple(values)  # noqa: S608
