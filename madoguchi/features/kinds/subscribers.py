"""What follows for types from what happened elsewhere."""

from collections.abc import Sequence

from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import system
from madoguchi.features.kinds.actions.kinds import begin_kinds
from madoguchi.features.kinds.actions.of_conversations import recognise

HEARD = ("workspace.set_up", "conversation.created")


def tell_kinds_apart(events: Sequence[Event]) -> None:
    """A new workspace gets its first types; each new question is read. May run twice."""
    for event in events:
        if event.type == "workspace.set_up":
            begin_kinds(event.workspace_id, actor=system(event.workspace_id))
        elif event.conversation_id:
            recognise(event.conversation_id, workspace_id=event.workspace_id)
