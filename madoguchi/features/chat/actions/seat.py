"""Taking chats, or not, and how many at once."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import active_people
from madoguchi.features.chat.events import ChatSeatChanged
from madoguchi.features.chat.models import ChatSeat

MOST = 20


def change_seat(
    *, is_available: bool | None = None, capacity: int | None = None, person_id: int | None = None, actor: Actor
) -> ChatSeat:
    """One's own seat, or (`person_id`) that of somebody whom one leads; what is None stays.

    Raises Refused("bad-capacity"), NotAllowed.
    """
    require(actor, "conversation.reply")
    if person_id not in (None, actor.own_id):
        require(actor, "team.watch")
    if capacity is not None and not 1 <= capacity <= MOST:
        raise Refused("bad-capacity", _("From 1 to %(most)d chats at once.") % {"most": MOST}, field="capacity")
    with tenant(actor.workspace_id):
        person = active_people(actor).filter(id=person_id or actor.own_id).first()
        if person is None:
            raise NotAllowed("not-found", _("This person does not exist."))
        seat, _is_new = ChatSeat.objects.select_for_update().get_or_create(
            person=person, defaults={"workspace_id": actor.workspace_id}
        )
        before = (seat.is_available, seat.capacity)
        seat.is_available = seat.is_available if is_available is None else is_available
        seat.capacity = capacity or seat.capacity
        if before != (seat.is_available, seat.capacity):
            seat.changed_at = now()
            seat.save(update_fields=["is_available", "capacity", "changed_at"])
            record(ChatSeatChanged(person.id, seat.is_available, seat.capacity), actor=actor, about=Subject())
        return seat
