"""How many conversations several lists hold: one statement, each count cut short."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.views import COUNT_UP_TO, Scope, listed
from madoguchi.core.people.actor import Actor

K = TypeVar("K")
Counting = tuple[str, tuple[Any, ...]]
"""A count as SQL and its values."""


def counts_of(actor: Actor, scopes: Sequence[Scope]) -> dict[Scope, int]:
    """The number of conversations of each scope, cut at COUNT_UP_TO; one query for all."""
    return counts_in({scope: counting_of_scope(actor, scope) for scope in scopes})


def counts_in(parts: Mapping[K, Counting]) -> dict[K, int]:
    """Several counts by one query."""
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(part for part, _values in parts.values()),
            [one for _part, values in parts.values() for one in values],
        )
        row = cursor.fetchone() or ()
    return dict(zip(parts, row, strict=True))


@lru_cache(maxsize=4096)
def counting_of_scope(actor: Actor, scope: Scope) -> Counting:
    """The count of a scope; kept, because it takes longer to make than PostgreSQL takes to count.

    What an actor may see is all in the actor: other rights make another one.
    """
    return counting_of(listed(actor, scope))


def counting_of(rows: QuerySet[Conversation]) -> Counting:
    """The count of a list, cut at COUNT_UP_TO."""
    query = rows.order_by()[:COUNT_UP_TO].values("id").query
    try:
        sql, values = query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS counted)", tuple(values)  # noqa: S608 (made by Django, values apart)
