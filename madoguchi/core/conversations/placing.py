"""Finding the conversation of an arrival: looks up what threading.decide() needs, and carries out its decision."""

from dataclasses import dataclass

from django.db import connection

from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.arrival import Arrival
from madoguchi.core.conversations.merging import fold_into
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.threading import Candidate, decide
from madoguchi.core.conversations.tokens import is_ours, token_in
from madoguchi.core.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """The locked conversation to join (None: a new one) and the ones that a new one is linked to."""

    conversation: Conversation | None
    links: tuple[int, ...]


def find_place(contact: Contact, arrival: Arrival, actor: Actor) -> Place | None:
    """Where an arrival belongs; None when it refers to nothing that we know."""
    candidates = _candidates(arrival, actor.workspace_id)
    if not candidates:
        return None
    decision = decide(contact.id, arrival.verdict, candidates)
    if decision.join is None:
        return Place(None, decision.link)
    locked = {
        conversation.id: conversation
        for conversation in Conversation.objects.select_for_update()
        .filter(id__in=[decision.join, *decision.merge])
        .order_by("id")
    }
    home = locked[decision.join]
    for other_id in decision.merge:
        fold_into(home, locked[other_id], actor=actor)
    return Place(home, ())


# One statement: it is asked for every mail that answers something.
REFERRED_TO = """
SELECT c.id,
       array_append(ARRAY(SELECT p.contact_id FROM participants p WHERE p.conversation_id = c.id), c.contact_id),
       EXISTS (SELECT FROM messages m
               WHERE m.workspace_id = %(workspace)s AND m.conversation_id = c.id AND m.kind = 'reply')
FROM conversations c
WHERE c.workspace_id = %(workspace)s AND c.id IN (
  SELECT r.conversation_id FROM message_references r
  WHERE r.workspace_id = %(workspace)s AND r.mail_id = ANY(%(mail_ids)s)
  LIMIT 200
)
ORDER BY c.id
LIMIT 20
"""


def _candidates(arrival: Arrival, workspace_id: int) -> list[Candidate]:
    mail_ids = related_ids(arrival) | _answered_by_address(arrival, workspace_id)
    if not mail_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(REFERRED_TO, {"workspace": workspace_id, "mail_ids": list(mail_ids)})
        rows = cursor.fetchall()
    return [Candidate(row[0], frozenset(row[1]), row[2]) for row in rows]


def related_ids(arrival: Arrival) -> set[str]:
    """The Message-IDs that a mail carries or names; of a very long list its ends."""
    return {arrival.mail_id, arrival.in_reply_to, *arrival.references[:20], *arrival.references[-20:]} - {""}


def _answered_by_address(arrival: Arrival, workspace_id: int) -> set[str]:
    """The Message-IDs named by reply tokens in the recipients' addresses (`support+token@example.jp`)."""
    tokens = {token_in(party.address): party.address for party in (*arrival.to, *arrival.cc) if "+" in party.address}
    signed = {token: address for token, address in tokens.items() if is_ours(workspace_id, token)}
    return {f"{token}@{address.rpartition('@')[2].lower()}" for token, address in signed.items()}
