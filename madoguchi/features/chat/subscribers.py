"""What follows at the chats from what happened elsewhere."""

from collections.abc import Sequence

from madoguchi.core.events.models import Event
from madoguchi.features.chat.actions.hand_out import hand_out

# Somebody waits, or somebody may have room again.
HEARD = (
    *("message.received", "conversation.reopened", "conversation.unmarked_spam", "chat.seat_changed"),
    *("conversation.assigned", "conversation.resolved", "conversation.snoozed", "conversation.marked_spam"),
)


def hand_out_chats(events: Sequence[Event]) -> None:
    """One round for all that happened; what is handed out already stays where it is."""
    hand_out(events[0].workspace_id)
