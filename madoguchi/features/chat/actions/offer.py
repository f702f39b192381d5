"""Offering the chats that wait to one person at a time, who accepts or declines (MISSION 59).

An offer stands for SECONDS. Whoever lets it pass is asked again after all others, MOST_TIMES in all; whoever declines
is not asked again while the same customer waits for the same word. What nobody takes stays in the list for everybody.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import owning, steps
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor, system
from madoguchi.core.people.policies import require
from madoguchi.features.chat.events import ChatOffered, ChatOfferEnded
from madoguchi.features.chat.jobs import offer_later
from madoguchi.features.chat.models import ChatOffer, ChatSeat
from madoguchi.features.chat.room import AT_ONCE, free_seats, handed_out, nobodys

SECONDS = 30
MOST_TIMES = 2


def offer_out(workspace_id: int) -> int:
    """End the offers that are over, and offer each chat that waits to whoever is next. How many were offered. Needs no
    tenant; may run twice."""
    with tenant(workspace_id), gathering():
        inbox_ids = handed_out("offer")
        if not inbox_ids and not _open().exists():
            return 0
        steps.take_turns(workspace_id, ["chat hand-out"])
        _end_what_is_over(workspace_id)
        offered = 0
        waiting = nobodys(inbox_ids).exclude(id__in=_open().values("conversation_id"))
        for conversation in waiting.select_for_update(of=("self",))[:AT_ONCE]:
            offered += _offer(conversation)
        return offered


def accept(conversation_id: int, *, actor: Actor) -> Conversation:
    """The chat that is offered to one is one's own. Raises Refused("offer-over", "cannot-take"), NotAllowed."""
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id), gathering():
        conversation = locked(conversation_id, actor)
        offer = _mine(conversation_id, actor)
        if offer is None or conversation.assignee_id is not None:
            raise Refused("offer-over", _("This chat is not offered to you any more."))
        owning.give_to_person(conversation, offer.person_id, actor)
        conversation.save(update_fields=["assignee"])
        ChatSeat.objects.filter(person_id=offer.person_id).update(handed_at=now())
        _end(offer, "accepted", actor)
        return conversation


def decline(conversation_id: int, *, actor: Actor) -> None:
    """It is offered to the next. Raises Refused("offer-over"), NotAllowed."""
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id), gathering():
        locked(conversation_id, actor)
        offer = _mine(conversation_id, actor)
        if offer is None:
            raise Refused("offer-over", _("This chat is not offered to you any more."))
        _end(offer, "declined", actor)


def _open() -> "QuerySet[ChatOffer]":
    return ChatOffer.objects.filter(ended_at__isnull=True)


def _mine(conversation_id: int, actor: Actor) -> ChatOffer | None:
    standing = _open().select_for_update(of=("self",)).select_related("conversation")
    return standing.filter(conversation_id=conversation_id, person_id=actor.own_id, until__gt=now()).first()


def _end_what_is_over(workspace_id: int) -> None:
    waits = Q(conversation__status=Status.OPEN, conversation__is_spam=False, conversation__assignee__isnull=True)
    waits &= Q(conversation__waiting_since__isnull=False)
    rows = _open().select_for_update(of=("self",)).select_related("conversation")
    for offer in rows.exclude(waits):
        _end(offer, "withdrawn", system(workspace_id))
    for offer in rows.filter(waits, until__lte=now()):
        _end(offer, "missed", system(workspace_id))


def _end(offer: ChatOffer, how: str, actor: Actor) -> None:
    offer.ended_at, offer.how = now(), how
    offer.save(update_fields=["ended_at", "how"])
    steps.note_fact(offer.conversation, ChatOfferEnded(offer.person_id, how), actor)
    tell(offer.workspace_id, [f"person:{offer.person_id}:offers"])


def _offer(conversation: Conversation) -> bool:
    person_id, since = _next(conversation), conversation.waiting_since
    if person_id is None or since is None:
        return False
    until = now() + timedelta(seconds=SECONDS)
    workspace_id = conversation.workspace_id
    ChatOffer.objects.create(
        workspace_id=workspace_id,
        conversation=conversation,
        person_id=person_id,
        since=since,
        until=until,
    )
    offer_later(at=until, workspace_id=workspace_id)
    steps.note_fact(conversation, ChatOffered(person_id, until.isoformat()), system(workspace_id))
    tell(workspace_id, [f"person:{person_id}:offers"])
    return True


def _next(conversation: Conversation) -> int | None:
    """Who has room and was asked least often; among those the one with the most room."""
    offers = ChatOffer.objects.filter(conversation=conversation, conversation__waiting_since=F("since"))
    answers = list(offers.values_list("person_id", "how"))
    times = Counter(person_id for person_id, _how in answers)
    declined = {person_id for person_id, how in answers if how == "declined"}
    seats: Sequence[int] = [seat.person_id for seat in free_seats()]
    able = set(owning.who_can_take(seats, conversation)) - declined
    free = [one for one in seats if one in able and times[one] < MOST_TIMES]
    return min(free, key=lambda one: times[one], default=None)
