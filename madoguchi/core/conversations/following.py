"""Letting people follow conversations, and keeping who follows when conversations become one. No step opens a
transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import current_workspace
from madoguchi.core.conversations.events import ConversationFollowed
from madoguchi.core.conversations.models import Conversation, Follow
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.events.models import Event

FOLLOW = """
INSERT INTO follows (workspace_id, conversation_id, person_id, why)
SELECT %s::bigint, conversation_id, person_id, why
FROM jsonb_to_recordset(%s::jsonb) AS wanted (conversation_id bigint, person_id bigint, why text)
ON CONFLICT (conversation_id, person_id) DO NOTHING
RETURNING conversation_id, person_id
"""


@dataclass(frozen=True, slots=True)
class Following:
    """A person who is to follow a conversation, and by whom, or by which fact, it came."""

    conversation_id: int
    contact_id: int | None
    person_id: int
    why: str
    actor: object
    cause: Event | None = None


def follow_all(wanted: Sequence[Following]) -> None:
    """Let people follow; who does already is passed over. Two statements, whatever their number."""
    by_key = {(one.conversation_id, one.person_id): one for one in reversed(wanted)}
    if not by_key:
        return
    rows = [{"conversation_id": key[0], "person_id": key[1], "why": str(one.why)} for key, one in by_key.items()]
    with prepared() as cursor:
        cursor.execute(FOLLOW, [current_workspace(), json.dumps(rows)])
        new = sorted(cursor.fetchall())
    with gathering():
        for key in new:
            one = by_key[key]
            about = Subject(one.conversation_id, one.contact_id)
            record(ConversationFollowed(one.person_id, str(one.why)), actor=one.actor, about=about, cause=one.cause)


def bring_follows(home: Conversation, other: Conversation) -> list[int]:
    """Let those who follow `other` follow `home`. Returns the people who did not before."""
    here = Follow.objects.filter(conversation=home).values("person_id")
    missing = list(Follow.objects.filter(conversation=other).exclude(person_id__in=here))
    Follow.objects.bulk_create(
        [
            Follow(workspace_id=home.workspace_id, conversation=home, person_id=one.person_id, why=one.why)
            for one in missing
        ],
        ignore_conflicts=True,
    )
    return [one.person_id for one in missing]
