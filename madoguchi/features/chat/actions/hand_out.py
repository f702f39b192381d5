"""Handing out the chats that wait and are nobody's, to whoever has room (MISSION 59)."""

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import owning, steps
from madoguchi.core.people.actor import system
from madoguchi.features.chat.models import ChatSeat
from madoguchi.features.chat.room import AT_ONCE, free_seats, handed_out, nobodys


def hand_out(workspace_id: int) -> int:
    """Give each chat that waits to the one with the most room who may answer there; among equals to the one who has
    rested longest, and to nobody more than their capacity. How many were given. Needs no tenant; may run twice.
    """
    with tenant(workspace_id):
        inbox_ids = handed_out("by_itself")
        if not inbox_ids or not nobodys(inbox_ids).exists():
            return 0
        steps.take_turns(workspace_id, ["chat hand-out"])  # two who hand out at once would fill a seat twice
        given = 0
        for conversation in nobodys(inbox_ids).select_for_update(of=("self",))[:AT_ONCE]:
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
