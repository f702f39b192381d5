"""What an undo has undone."""

from madoguchi.core.conversations.events import ConversationReopened, ConversationResolved, ReplyUndone
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.events.models import Event

UNDOING = (ConversationReopened.type, ReplyUndone.type)
"""Facts that may have undone that a conversation was resolved."""


def resolution_undone(event: Event) -> Event | None:
    """The fact that its conversation was resolved, which this one has undone; None where it was something else, where
    the conversation had been opened again before, or is resolved."""
    if event.type not in UNDOING or event.payload.get("why", "undone") != "undone":
        return None
    here = Event.objects.filter(conversation_id=event.conversation_id, id__lt=event.id)
    last = here.filter(type__in=(ConversationResolved.type, ConversationReopened.type)).order_by("-id").first()
    if last is None or last.type != ConversationResolved.type:
        return None
    is_open = Conversation.objects.filter(id=event.conversation_id or 0).exclude(status=Status.RESOLVED)
    return last if is_open.exists() else None
