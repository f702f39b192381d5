"""Writing what people are told: each of them one unread row a thing, into which more of the same is counted."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import current_workspace

FLOOD = 5  # conversations that one actor tells one person of, in one batch; more become one thing
FRESH = "2 minutes"  # an interval of PostgreSQL; so long a flood goes on

# A fact that was told before is not told again. What belongs to a flood that goes on is counted into it.
WRITE = """
WITH given AS (
  SELECT one.* FROM jsonb_to_recordset(%(rows)s::jsonb) AS one (
    person_id bigint, kind text, key text, flood_key text, conversation_id bigint, message_id bigint,
    subject_id bigint, actor text, event_id bigint, at timestamptz, in_page boolean, sounds boolean, to_mail boolean)
), told AS (
  SELECT given.*, CASE WHEN EXISTS (
    SELECT FROM notifications flood
    WHERE flood.workspace_id = %(workspace)s::bigint AND flood.person_id = given.person_id
      AND flood.key = given.flood_key AND flood.read_at IS NULL AND flood.at > given.at - %(fresh)s::interval
  ) THEN given.flood_key ELSE given.key END AS place
  FROM given
), fresh AS (
  SELECT told.* FROM told WHERE NOT EXISTS (
    SELECT FROM notifications known
    WHERE known.workspace_id = %(workspace)s::bigint AND known.person_id = told.person_id
      AND known.key = told.place AND told.event_id = ANY(known.event_ids)
  )
)
INSERT INTO notifications (workspace_id, person_id, kind, key, conversation_id, message_id, subject_id, actor, count,
                           event_ids, began_at, at, in_page, sounds, to_mail)
SELECT %(workspace)s::bigint, person_id, min(kind), place,
       CASE WHEN count(DISTINCT conversation_id) = 1 THEN min(conversation_id) END,
       (array_agg(message_id ORDER BY event_id))[1], min(subject_id), (array_agg(actor ORDER BY event_id DESC))[1],
       count(*), (array_agg(event_id ORDER BY event_id DESC))[:%(kept)s::int], min(at), max(at),
       bool_or(in_page), bool_or(sounds), bool_or(to_mail)
FROM fresh GROUP BY person_id, place ORDER BY person_id, place
ON CONFLICT (workspace_id, person_id, key) WHERE read_at IS NULL DO UPDATE SET
  count = notifications.count + EXCLUDED.count,
  event_ids = (EXCLUDED.event_ids || notifications.event_ids)[:%(kept)s::int],
  conversation_id = CASE WHEN notifications.conversation_id = EXCLUDED.conversation_id
                         THEN EXCLUDED.conversation_id END,
  at = greatest(notifications.at, EXCLUDED.at), actor = EXCLUDED.actor,
  in_page = notifications.in_page OR EXCLUDED.in_page,
  sounds = EXCLUDED.sounds, to_mail = notifications.to_mail OR EXCLUDED.to_mail
RETURNING id, person_id, kind
"""
KEPT = 200  # facts that a row remembers: a batch of the fan-out
ABSORB = """
DELETE FROM notifications USING jsonb_to_recordset(%(floods)s::jsonb) AS flood (person_id bigint, kind text, actor text)
WHERE notifications.workspace_id = %(workspace)s::bigint AND notifications.read_at IS NULL
  AND notifications.person_id = flood.person_id AND notifications.kind = flood.kind
  AND notifications.actor = flood.actor AND notifications.at > now() - %(fresh)s::interval
  AND notifications.conversation_id IS NOT NULL
RETURNING notifications.person_id, notifications.kind, notifications.actor, notifications.conversation_id,
          notifications.event_ids
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One fact for one person. `key` is what it folds into, `flood_key` where its actor is told of as a whole."""

    person_id: int
    kind: str
    key: str
    flood_key: str
    conversation_id: int | None
    message_id: int | None
    subject_id: int | None
    actor: str
    event_id: int
    at: datetime
    in_page: bool
    sounds: bool
    to_mail: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A row that was made or counted into."""

    id: int
    person_id: int
    kind: str


def write(told: Sequence[Told]) -> list[Written]:
    """Write what was not told before. One statement; one more where somebody did a thing many times over."""
    rows = [asdict(one) | {"at": one.at.isoformat()} for one in told]
    floods = _floods(told)
    if floods:
        rows = [row | {"key": row["flood_key"]} if _group(row) in floods else row for row in rows]
        rows += _absorbed(floods, rows)
    values: dict[str, Any] = {"workspace": current_workspace(), "rows": json.dumps(rows), "fresh": FRESH, "kept": KEPT}
    with prepared() as cursor:
        cursor.execute(WRITE, values)
        return [Written(*row) for row in cursor.fetchall()]


def _group(row: dict[str, Any]) -> tuple[int, str, str]:
    return row["person_id"], row["kind"], row["actor"]


def _floods(told: Iterable[Told]) -> set[tuple[int, str, str]]:
    """(person, kind, actor) of what is told of too many conversations to be told of each."""
    found: dict[tuple[int, str, str], set[int | None]] = {}
    for one in told:
        if one.key == one.flood_key:
            continue  # it folds by its actor anyway, or never does
        found.setdefault((one.person_id, one.kind, one.actor), set()).add(one.conversation_id)
    return {group for group, conversations in found.items() if len(conversations) > FLOOD}


def _absorbed(floods: Collection[tuple[int, str, str]], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was told singly just before a flood was noticed, to be counted into it."""
    groups = [{"person_id": person_id, "kind": kind, "actor": actor} for person_id, kind, actor in floods]
    with prepared() as cursor:
        cursor.execute(ABSORB, {"workspace": current_workspace(), "floods": json.dumps(groups), "fresh": FRESH})
        gone = cursor.fetchall()
    likes = {_group(row): row for row in rows}
    return [
        likes[person_id, kind, actor] | {"conversation_id": conversation_id, "message_id": None, "event_id": event_id}
        for person_id, kind, actor, conversation_id, event_ids in gone
        for event_id in event_ids
    ]
