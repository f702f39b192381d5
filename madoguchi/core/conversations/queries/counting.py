"""How many conversations several lists hold: one statement, each count cut short."""

from collections.abc import Sequence

from django.db import connection

from madoguchi.core.conversations.queries.views import COUNT_UP_TO, Scope, listed
from madoguchi.core.people.actor import Actor


def counts_of(actor: Actor, scopes: Sequence[Scope]) -> dict[Scope, int]:
    """The number of conversations of each scope, cut at COUNT_UP_TO; one query for all."""
    parts, params = [], []
    for scope in scopes:
        query = listed(actor, scope).order_by()[:COUNT_UP_TO].values("id").query
        if query.is_empty():
            parts.append("0")
            continue
        sql, values = query.get_compiler(connection=connection).as_sql()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 (made by Django, values apart)
        params.extend(values)
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        row = cursor.fetchone() or ()
    return dict(zip(scopes, row, strict=True))
