"""Reading what customers ask, as it comes in."""

from collections.abc import Sequence

from madoguchi.core.events.models import Event
from madoguchi.features.aims.actions.read import read_messages

HEARD = ("message.received",)


def note_aims(events: Sequence[Event]) -> None:
    """May run twice."""
    ids = {event.payload["message_id"] for event in events if not event.payload.get("automatic")}
    if ids := {one for one in ids if one}:
        read_messages(ids, workspace_id=events[0].workspace_id)
