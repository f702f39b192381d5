"""The entries that have the words, the newest first: never more than is asked for, whatever is looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actor import Actor
from madoguchi.features.search.query.written import Written
from madoguchi.features.search.sources import MESSAGE, Source

RANKED = 1_000  # the newest of those that match, among which the best come first
LOOKED_AT = 5_000  # the newest ones that are held against conditions
NARROW = 1_500  # conversations that are few enough to be read as a whole
PATIENCE = timedelta(milliseconds=250)

# The source 1 is that of messages; the weights are those of search_found (migrations/0002).
FOUND = "SELECT thing_id, conversation_id, at, score FROM search_found(%s::smallint,%s,%s,%s,%s::bigint[],%s,%s,%s,%s)"
RANK = """
SELECT met.thing_id, met.conversation_id, met.at, ts_rank_cd('{0.1, 0.25, 0.6, 1.0}', entry.words, %s::tsquery)
FROM met LEFT JOIN search_entries AS entry
  ON entry.workspace_id = %s AND entry.source = 1 AND entry.thing_id = met.thing_id
"""
OF_THEM = """
FROM messages AS message
JOIN search_entries AS entry
  ON entry.workspace_id = %(workspace)s AND entry.source = 1 AND entry.thing_id = message.id
WHERE message.workspace_id = %(workspace)s AND message.conversation_id = ANY (%(conversations)s)
  AND entry.words @@ %(whole)s::tsquery
"""
MET = f"""
SELECT DISTINCT message.conversation_id {OF_THEM} AND (entry.at, entry.thing_id) >= (%(since)s, %(since_thing)s)
"""
WITHIN = f"""
SELECT entry.thing_id, message.conversation_id, entry.at,
       ts_rank_cd('{{0.1, 0.25, 0.6, 1.0}}', entry.words, %(ranked)s::tsquery)
{OF_THEM}
  AND (%(before)s::timestamptz IS NULL OR (entry.at, entry.thing_id) < (%(before)s, %(before_thing)s))
ORDER BY entry.at DESC, entry.thing_id DESC LIMIT %(most)s
"""
Before = tuple[datetime, int]  # time and thing of the last entry that was shown


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that has the words. `score` is 0 where nothing is ranked."""

    thing_id: int
    conversation_id: int
    at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """The newest first. `looked_to`: the search was given up there, because it took too long; None: it was not."""

    rows: list[Hit]
    looked_to: datetime | None = None


def newest(
    source: Source, what: Written, *, actor: Actor, most: int, before: Before | None = None, is_ranked: bool = True
) -> Hits:
    """The newest entries of a source."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND, _arguments(source, what, actor, (most, before), is_ranked=is_ranked))
        return _hits(cursor.fetchall())


def narrowed(
    conversations: QuerySet[Conversation], what: Written, *, actor: Actor, most: int, before: Before | None = None
) -> Hits:
    """The newest entries of some conversations. Two queries."""
    ids = list(conversations.values_list("id", flat=True)[: NARROW + 1])
    if len(ids) <= NARROW:
        return _within(ids, what, actor, (most, before))
    wanted = conversations.filter(id=RawSQL("found.conversation_id", [])).values("id").query
    exists, values = wanted.get_compiler(connection=connection).as_sql()
    statement = f"""
        WITH met AS MATERIALIZED (
          SELECT found.* FROM ({FOUND}) AS found WHERE found.thing_id IS NULL OR EXISTS ({exists}) LIMIT %s
        ) {RANK}
    """  # noqa: S608 (made by Django, values apart)
    found = _arguments(MESSAGE, what, actor, (LOOKED_AT, before), is_ranked=False)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*found, *values, most, what.ranked, actor.workspace_id])
        return _hits(cursor.fetchall())


def met_since(ids: Sequence[int], what: Written, *, actor: Actor, since: Before) -> set[int]:
    """Those of the conversations in which there is an entry that is newer than a place, or stands there."""
    if not ids:
        return set()
    values: dict[str, Any] = {"workspace": actor.workspace_id, "conversations": list(ids), "whole": what.whole}
    with connection.cursor() as cursor:
        cursor.execute(MET, {**values, "since": since[0], "since_thing": since[1]})
        return {conversation_id for (conversation_id,) in cursor.fetchall()}


def _within(ids: list[int], what: Written, actor: Actor, reach: tuple[int, Before | None]) -> Hits:
    most, before = reach
    values: dict[str, Any] = {
        "workspace": actor.workspace_id,
        "conversations": ids,
        "ranked": what.ranked,
        "whole": what.whole,
        "before": before and before[0],
        "before_thing": before and before[1],
        "most": most,
    }
    if not ids:
        return Hits([])
    with connection.cursor() as cursor:
        cursor.execute(WITHIN, values)
        return _hits(cursor.fetchall())


def _arguments(
    source: Source, what: Written, actor: Actor, reach: tuple[int, Before | None], *, is_ranked: bool
) -> list[Any]:
    most, before = reach
    inboxes = None if actor.inbox_ids is None or source is not MESSAGE else sorted(actor.inbox_ids)
    return [
        source.number,
        what.keys,
        what.exactly or None,
        what.ranked if is_ranked else None,
        inboxes,
        before and before[0],
        before and before[1],
        most,
        PATIENCE,
    ]


def _hits(rows: list[tuple[Any, ...]]) -> Hits:
    looked_to = next((at for thing_id, _conversation, at, _score in rows if thing_id is None), None)
    hits = [Hit(*row) for row in rows if row[0] is not None]
    return Hits(sorted(hits, key=lambda hit: (hit.at, hit.thing_id), reverse=True), looked_to)
