"""How many conversations several lists hold: one statement, each count cut short."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from madoguchi.core.conversations.queries.views import COUNT_UP_TO, Scope, listed
from madoguchi.core.people.actor import Actor


def counts_of(actor: Actor, scopes: Sequence[Scope]) -> dict[Scope, int]:
    """The number of conversations of each scope, cut at COUNT_UP_TO; one query for all."""
    if not scopes:
        return {}
    parts = [_counting(actor, scope) for scope in scopes]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(part for part, _values in parts), [one for _part, values in parts for one in values]
        )
        row = cursor.fetchone() or ()
    return dict(zip(scopes, row, strict=True))


@lru_cache(maxsize=4096)
def _counting(actor: Actor, scope: Scope) -> tuple[str, tuple[Any, ...]]:
    """One count as SQL and its values; kept, because it takes longer to make than PostgreSQL takes to count.

    What an actor may see is all in the actor: other rights make another one.
    """
    query = listed(actor, scope).order_by()[:COUNT_UP_TO].values("id").query
    if query.is_empty():
        return "0", ()
    sql, values = query.get_compiler(connection=connection).as_sql()
    return f"(SELECT count(*) FROM ({sql}) AS counted)", tuple(values)  # noqa: S608 (made by Django, values apart)
