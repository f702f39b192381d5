"""Finding the conversation of an arrival: looks up what threading.decide() needs, and carries out its decision."""

from collections import defaultdict
from dataclasses import dataclass

from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.arrival import Arrival
from madoguchi.core.conversations.merging import fold_into
from madoguchi.core.conversations.models import Conversation, Message, MessageReference, Participant
from madoguchi.core.conversations.threading import Candidate, decide
from madoguchi.core.conversations.tokens import is_ours, token_in
from madoguchi.core.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """The locked conversation to join (None: a new one) and the ones that a new one is linked to."""

    conversation: Conversation | None
    links: tuple[int, ...]


def place(contact: Contact, arrival: Arrival, actor: Actor) -> Place | None:
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


def _candidates(arrival: Arrival, workspace_id: int) -> list[Candidate]:
    mail_ids = {arrival.mail_id, arrival.in_reply_to, *arrival.references[:20], *arrival.references[-20:]} - {""}
    mail_ids |= _answered_by_address(arrival, workspace_id)
    if not mail_ids:
        return []
    found = MessageReference.objects.filter(mail_id__in=mail_ids).values_list("conversation_id", flat=True)
    ids = sorted(set(found[:200]))[:20]
    if not ids:
        return []
    part_of: dict[int, set[int]] = defaultdict(set)
    for conversation_id, contact_id in Conversation.objects.filter(id__in=ids).values_list("id", "contact_id"):
        part_of[conversation_id].add(contact_id)
    rows = Participant.objects.filter(conversation_id__in=ids).values_list("conversation_id", "contact_id")
    for conversation_id, contact_id in rows:
        part_of[conversation_id].add(contact_id)
    answered = Message.objects.filter(conversation_id__in=ids, kind=Message.Kind.REPLY)
    has_replies = set(answered.values_list("conversation_id", flat=True).distinct())
    return [Candidate(i, frozenset(part_of[i]), i in has_replies) for i in ids if i in part_of]


def _answered_by_address(arrival: Arrival, workspace_id: int) -> set[str]:
    """The Message-IDs named by reply tokens in the recipients' addresses (`support+token@example.jp`)."""
    tokens = {token_in(party.address): party.address for party in (*arrival.to, *arrival.cc) if "+" in party.address}
    signed = {token: address for token, address in tokens.items() if is_ours(workspace_id, token)}
    return {f"{token}@{address.rpartition('@')[2].lower()}" for token, address in signed.items()}
