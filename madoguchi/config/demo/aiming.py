"""What the customers of a workspace want, as it was read when they wrote; people have looked at most of what is old.
What it is about a worker finds."""

from datetime import datetime, timedelta

from madoguchi.config.demo.seating import House
from madoguchi.core.conversations.models import Message
from madoguchi.features.aims.jobs import place_later
from madoguchi.features.aims.models import Aim
from madoguchi.features.aims.steps import read_message

LOOKED_AT_EACH = 3  # two of three,
CHANGED_EACH = 5  # and of these every fifth was said better
FRESH = timedelta(days=2)  # nobody has looked at those yet


def read_aims(house: House, now: datetime) -> None:
    """Of every conversation that a customer began; inside the workspace's tenant()."""
    rows: dict[int, Aim] = {}
    said = Message.objects.filter(workspace_id=house.id, kind=Message.Kind.INBOUND, automatic="")
    for message in said.filter(conversation__is_spam=False).select_related("conversation").order_by("id"):
        if row := read_message(rows.get(message.conversation_id), message):
            rows[message.conversation_id] = row
    settled = 0
    for number, row in enumerate(rows.values()):
        by = row.message.conversation.assignee_id if row.message else None
        if number % LOOKED_AT_EACH and by and row.wish and row.at < now - FRESH:
            settled += 1
            row.state = Aim.State.CONFIRMED if settled % CHANGED_EACH else Aim.State.CHANGED
            row.source = row.source if row.state == Aim.State.CONFIRMED else Aim.Source.PERSON
            row.person_id, row.settled_at = by, row.at + timedelta(minutes=9)
    Aim.objects.bulk_create(rows.values(), batch_size=500)
    place_later(house.id)
