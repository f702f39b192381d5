"""What follows at the chats from what happened elsewhere."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.models import Event
from madoguchi.features.chat.actions.acknowledge import acknowledge, answered, keep_promise
from madoguchi.features.chat.actions.hand_out import hand_out, is_anybody_free
from madoguchi.features.chat.jobs import acknowledge_later, alarm_later
from madoguchi.features.chat.models import ChatSeat
from madoguchi.features.chat.patience import LONG

# Somebody waits, or somebody may have room again.
ROOM = frozenset(
    {
        *("message.received", "conversation.reopened", "conversation.unmarked_spam", "chat.seat_changed"),
        *("conversation.assigned", "conversation.resolved", "conversation.snoozed", "conversation.marked_spam"),
    }
)
HEARD = (*sorted(ROOM), "reply.queued", "conversation.due")
PATIENCE = timedelta(seconds=20)  # that who is free has for the first word, before it is said without them


def look_after_chats(events: Sequence[Event]) -> None:
    """Hand out who waits, tell them what was understood, and keep what they were told; may run twice."""
    workspace_id = events[0].workspace_id
    if any(event.type in ROOM for event in events):
        hand_out(workspace_id)
    for event in events:
        conversation_id = event.conversation_id or 0
        if event.type == "message.received":
            _greet(conversation_id, workspace_id)
        elif event.type == "reply.queued" and _is_by_a_person(event.payload["message_id"]):
            answered(conversation_id, workspace_id=workspace_id)
        elif event.type == "conversation.due":
            keep_promise(
                conversation_id, due_at=datetime.fromisoformat(event.payload["due_at"]), workspace_id=workspace_id
            )


def _greet(conversation_id: int, workspace_id: int) -> None:
    """At once where nobody is free, else when they have had time to."""
    chat = Conversation.objects.filter(id=conversation_id, inbox__channel="chat", waiting_since__isnull=False).first()
    if chat is None or chat.waiting_since is None:
        return
    alarm_later(chat.id, at=chat.waiting_since + timedelta(seconds=LONG), workspace_id=workspace_id)
    owned = ChatSeat.objects.filter(person_id=chat.assignee_id or 0, is_available=True).exists()
    if owned or (chat.assignee_id is None and is_anybody_free(chat)):
        acknowledge_later(chat.id, at=chat.waiting_since + PATIENCE, workspace_id=workspace_id)
    else:
        acknowledge(chat.id, workspace_id=workspace_id)


def _is_by_a_person(message_id: int) -> bool:
    return Message.objects.filter(id=message_id, automatic="").exists()
