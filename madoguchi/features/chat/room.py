"""Who has room for another chat, and which chats wait for somebody."""

from collections.abc import Sequence

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from madoguchi.core.conversations import owning
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.models import ChatOffer, ChatSeat

AT_ONCE = 100  # chats of one round; whoever is left waits for the next


def free_seats() -> "QuerySet[ChatSeat]":
    """Those who take another chat now, who is next first; what is offered to them takes room already. In the running
    tenant."""
    in_hand = Conversation.objects.filter(
        workspace_id=OuterRef("workspace_id"),
        assignee=OuterRef("person"),
        status=Status.OPEN,
        is_spam=False,
        is_live=True,
    )
    counts = in_hand.values("assignee").annotate(chats=Count("id")).values("chats")
    seats = ChatSeat.objects.filter(is_available=True, person__deactivated_at__isnull=True)
    offers = ChatOffer.objects.filter(person=OuterRef("person"), ended_at__isnull=True)
    offered = offers.values("person").annotate(chats=Count("id")).values("chats")
    taken = Coalesce(Subquery(counts), 0) + Coalesce(Subquery(offered), 0)
    counted = seats.annotate(room=F("capacity") - taken)
    return counted.filter(room__gt=0).order_by("-room", F("handed_at").asc(nulls_first=True), "id")


def is_anybody_free(conversation: Conversation) -> bool:
    """Whether somebody who may answer there has room."""
    people: Sequence[int] = [seat.person_id for seat in free_seats()]
    return bool(owning.who_can_take(people, conversation))


def handed_out(how: str) -> list[int]:
    """The chats whose new conversations are handed out so (change.py, HAND_OUT); in the running tenant."""
    chats = Inbox.objects.filter(channel="chat").values_list("id", "settings")
    return [inbox_id for inbox_id, settings in chats if settings.get("chat", {}).get("hand_out", "by_itself") == how]


def nobodys(inbox_ids: Sequence[int]) -> "QuerySet[Conversation]":
    """The chats there that wait and have no owner, who has waited longest first; a message that was left is none."""
    waiting = Conversation.objects.filter(
        inbox_id__in=inbox_ids,
        status=Status.OPEN,
        is_spam=False,
        is_live=True,
        assignee__isnull=True,
        waiting_since__isnull=False,
    )
    return waiting.order_by("waiting_since", "id")
