"""What follows for styles from what happened elsewhere."""

from collections.abc import Sequence

from madoguchi.core.events.models import Event
from madoguchi.features.styles.actions.conversations import note_style


def note_styles(events: Sequence[Event]) -> None:
    """What is wanted of a conversation is written down when it begins. May run twice."""
    for event in events:
        if event.conversation_id:
            note_style(event.conversation_id, workspace_id=event.workspace_id)
