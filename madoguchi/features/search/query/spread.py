"""Words that no single message has, but a conversation as a whole: its subject is in one, its answer in another.

Begins with the rarest of the words, and looks at the newest conversations that have it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from madoguchi.core.people.actor import Actor
from madoguchi.features.search.query.asked import Term
from madoguchi.features.search.query.candidates import PATIENCE
from madoguchi.features.search.query.written import one_of, written

LOOKED_AT = 200  # entries of each word

SPREAD = """
WITH term AS (
  SELECT number, keys, ranked::tsquery FROM unnest(%(keys)s::text[], %(ranked)s::text[]) WITH ORDINALITY
    AS one (keys, ranked, number)
), met AS MATERIALIZED (
  SELECT term.number, found.conversation_id FROM term CROSS JOIN LATERAL search_found(
    1::smallint, term.keys, NULL, NULL, %(inboxes)s::bigint[], NULL, NULL, %(most)s, %(patience)s
  ) AS found WHERE found.thing_id IS NOT NULL
), home AS (
  SELECT DISTINCT conversation_id FROM met
  WHERE number = (SELECT number FROM met GROUP BY number ORDER BY count(*), number LIMIT 1)
)
SELECT message.conversation_id, array_agg(DISTINCT term.number), max(entry.at),
       (array_agg(entry.thing_id ORDER BY ts_rank_cd(entry.words, %(any)s::tsquery) DESC, entry.thing_id DESC))[1]
FROM home
JOIN messages AS message ON message.workspace_id = %(workspace)s AND message.conversation_id = home.conversation_id
JOIN search_entries AS entry
  ON entry.workspace_id = %(workspace)s AND entry.source = 1 AND entry.thing_id = message.id
JOIN term ON entry.words @@ term.ranked
GROUP BY message.conversation_id
"""
EACH = """
SELECT one.number FROM unnest(%(keys)s::text[]) WITH ORDINALITY AS one (keys, number)
WHERE EXISTS (SELECT FROM search_found(
  1::smallint, one.keys, NULL, NULL, %(inboxes)s::bigint[], NULL, NULL, 1, %(patience)s
) AS found WHERE found.thing_id IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """A conversation with some of the words, the message that has the most of them, and the words that it lacks."""

    conversation_id: int
    thing_id: int
    at: datetime
    missing: tuple[str, ...]


def spread(terms: Sequence[Term], *, actor: Actor) -> list[Spread]:
    """Those with all words first, then those that lack the fewest, the newest before the others. One query."""
    wanted = [term for term in terms if not term.is_excluded]
    values = _values(wanted, actor)
    values |= {"ranked": [written([term]).ranked for term in wanted], "any": one_of(wanted), "most": LOOKED_AT}
    values |= {"workspace": actor.workspace_id}
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, values)
        rows = cursor.fetchall()
    found = [
        Spread(conversation_id, thing_id, at, tuple(wanted[n - 1].text for n in _lacking(numbers, len(wanted))))
        for conversation_id, numbers, at, thing_id in rows
    ]
    return sorted(found, key=lambda one: (-len(one.missing), one.at), reverse=True)


def found_at_all(terms: Sequence[Term], *, actor: Actor) -> set[int]:
    """The places of those terms that stand in any message. One query."""
    with connection.cursor() as cursor:
        cursor.execute(EACH, _values(terms, actor))
        return {number - 1 for (number,) in cursor.fetchall()}


def _lacking(numbers: Sequence[int], count: int) -> list[int]:
    return [number for number in range(1, count + 1) if number not in numbers]


def _values(terms: Sequence[Term], actor: Actor) -> dict[str, Any]:
    return {
        "keys": [written([term]).keys for term in terms],
        "inboxes": None if actor.inbox_ids is None else sorted(actor.inbox_ids),
        "patience": PATIENCE / max(1, len(terms)),
    }
