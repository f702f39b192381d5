"""Handing out the chats that wait and are nobody's, to whoever has room (MISSION 59)."""

from collections.abc import Sequence

from django.db.models import QuerySet

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import owning, steps
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.actor import system
from madoguchi.features.chat.models import ChatSeat
from madoguchi.features.chat.room import free_seats

AT_ONCE = 100  # chats of one round; whoever is left waits for the next


def hand_out(workspace_id: int) -> int:
    """Give each chat that waits to the one with the most room who may answer there; among equals to the one who has
    rested longest, and to nobody more than their capacity. How many were given. Needs no tenant; may run twice.
    """
    with tenant(workspace_id):
        inbox_ids = _handed_out_by_itself()
        if not inbox_ids or not _nobodys(inbox_ids).exists():
            return 0
        steps.take_turns(workspace_id, ["chat hand-out"])  # two who hand out at once would fill a seat twice
        given = 0
        for conversation in _nobodys(inbox_ids).select_for_update(of=("self",))[:AT_ONCE]:
            seats = list(free_seats())
            if not seats:
                break
            able = set(owning.who_can_take([seat.person_id for seat in seats], conversation))
            seat = next((seat for seat in seats if seat.person_id in able), None)
            if seat is not None and owning.give_to_person(conversation, seat.person_id, system(workspace_id)):
                conversation.save(update_fields=["assignee"])
                ChatSeat.objects.filter(id=seat.id).update(handed_at=now())
                given += 1
        return given


def _handed_out_by_itself() -> list[int]:
    chats = Inbox.objects.filter(channel="chat").values_list("id", "settings")
    return [inbox_id for inbox_id, settings in chats if settings.get("chat", {}).get("hand_out") != "by_hand"]


def _nobodys(inbox_ids: Sequence[int]) -> "QuerySet[Conversation]":
    waiting = Conversation.objects.filter(
        inbox_id__in=inbox_ids, status=Status.OPEN, is_spam=False, assignee__isnull=True, waiting_since__isnull=False
    )
    return waiting.order_by("waiting_since", "id")
