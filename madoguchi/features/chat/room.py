"""Who at the chats has room for another one."""

from collections.abc import Sequence

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from madoguchi.core.conversations import owning
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.features.chat.models import ChatSeat


def free_seats() -> "QuerySet[ChatSeat]":
    """Those who take another chat now, who is next first; in the running tenant."""
    in_hand = Conversation.objects.filter(
        workspace_id=OuterRef("workspace_id"),
        assignee=OuterRef("person"),
        status=Status.OPEN,
        is_spam=False,
        inbox__channel="chat",
    )
    counts = in_hand.values("assignee").annotate(chats=Count("id")).values("chats")
    seats = ChatSeat.objects.filter(is_available=True, person__deactivated_at__isnull=True)
    counted = seats.annotate(room=F("capacity") - Coalesce(Subquery(counts), 0))
    return counted.filter(room__gt=0).order_by("-room", F("handed_at").asc(nulls_first=True), "id")


def is_anybody_free(conversation: Conversation) -> bool:
    """Whether somebody who may answer there has room."""
    people: Sequence[int] = [seat.person_id for seat in free_seats()]
    return bool(owning.who_can_take(people, conversation))
