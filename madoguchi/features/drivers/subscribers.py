"""What follows for causes from what happened elsewhere."""

from collections.abc import Sequence

from madoguchi.core.events.models import Event
from madoguchi.features.drivers.actions.causes import cause_by_tag


def note_tags(events: Sequence[Event]) -> None:
    """May run twice."""
    for event in events:
        cause_by_tag(event.conversation_id or 0, tag_id=event.payload["tag_id"], workspace_id=event.workspace_id)
