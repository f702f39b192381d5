"""Finding the conversation of an arrival: looks up what threading.decide() needs, and carries out its decision."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from madoguchi.base.prepared import prepared
from madoguchi.base.rows import rows_by
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.arrival import Arrival
from madoguchi.core.conversations.merging import fold_into
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.threading import Candidate, Decision, decide
from madoguchi.core.conversations.tokens import is_ours, token_in
from madoguchi.core.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """The locked conversation to join (None: a new one) and the ones that a new one is linked to."""

    conversation: Conversation | None
    links: tuple[int, ...]


MOST = 20  # conversations that one mail, or one Message-ID, is compared with

# One statement for a batch of mails, and each of them waits for it.
REFERRED_TO = """
SELECT referred.mail_id, c.id,
       array_append(ARRAY(SELECT p.contact_id FROM participants p WHERE p.conversation_id = c.id
                          UNION ALL
                          SELECT i.contact_id FROM identities i
                          WHERE i.workspace_id = %(workspace)s AND i.kind = 'mail' AND referred.address <> ''
                            AND i.value = referred.address),
                    c.contact_id),
       EXISTS (SELECT FROM messages m
               WHERE m.workspace_id = %(workspace)s AND m.conversation_id = c.id AND m.kind = 'reply')
FROM (
  SELECT one.mail_id, r.conversation_id, r.address
  FROM unnest(%(mail_ids)s::text[]) AS one (mail_id)
  CROSS JOIN LATERAL (
    SELECT conversation_id, address FROM message_references
    WHERE workspace_id = %(workspace)s AND mail_id = one.mail_id
    ORDER BY conversation_id
    LIMIT %(most)s::bigint
  ) AS r
) AS referred
JOIN conversations c ON c.workspace_id = %(workspace)s AND c.id = referred.conversation_id
"""


def find_candidates(arrivals: Sequence[Arrival], workspace_id: int) -> list[list[Candidate]]:
    """For each arrival the conversations that it refers to, the oldest first."""
    named = [related_ids(arrival) | _answered_by_address(arrival, workspace_id) for arrival in arrivals]
    mail_ids: set[str] = set().union(*named)
    if not mail_ids:
        return [[] for _arrival in arrivals]
    with prepared() as cursor:
        cursor.execute(REFERRED_TO, {"workspace": workspace_id, "mail_ids": list(mail_ids), "most": MOST})
        rows = cursor.fetchall()
    found = defaultdict(list)
    for mail_id, number, contact_ids, has_replies in rows:
        found[mail_id].append(Candidate(number, frozenset(contact_ids), has_replies))
    return [_oldest(candidate for mail_id in ids for candidate in found[mail_id]) for ids in named]


def _oldest(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(set(candidates), key=lambda candidate: candidate.conversation_id)[:MOST]


def find_places(asked: Sequence[tuple[Contact, Arrival, Sequence[Candidate]]], actor: Actor) -> list[Place | None]:
    """Where each arrival belongs; None for one that refers to nothing that we know. No two share a candidate.

    Threads that a mail proves to be one are merged.
    """
    decisions = [decide(contact.id, arrival.verdict, found) if found else None for contact, arrival, found in asked]
    wanted = [
        number
        for decision in decisions
        if decision is not None and decision.join is not None
        for number in (decision.join, *decision.merge)
    ]
    locked = _locked(actor.workspace_id, wanted)
    return [_carry_out(decision, locked, actor) if decision else None for decision in decisions]


def _locked(workspace_id: int, ids: Sequence[int]) -> dict[int, Conversation]:
    if not ids:
        return {}
    rows = rows_by(Conversation, workspace_id, "id = ANY(%s) ORDER BY id", [list(ids)], lock=True)
    return {row.id: row for row in rows}


def _carry_out(decision: Decision, locked: Mapping[int, Conversation], actor: Actor) -> Place:
    if decision.join is None:
        return Place(None, decision.link)
    home = locked[decision.join]
    for other_id in decision.merge:
        fold_into(home, locked[other_id], actor=actor)
    return Place(home, ())


def related_ids(arrival: Arrival) -> set[str]:
    """The Message-IDs that a mail carries or names; of a very long list its ends."""
    return {arrival.mail_id, arrival.in_reply_to, *arrival.references[:20], *arrival.references[-20:]} - {""}


def _answered_by_address(arrival: Arrival, workspace_id: int) -> set[str]:
    """The Message-IDs named by reply tokens in the recipients' addresses (`support+token@example.jp`)."""
    tokens = {token_in(party.address): party.address for party in (*arrival.to, *arrival.cc) if "+" in party.address}
    signed = {token: address for token, address in tokens.items() if is_ours(workspace_id, token)}
    return {f"{token}@{address.rpartition('@')[2].lower()}" for token, address in signed.items()}
