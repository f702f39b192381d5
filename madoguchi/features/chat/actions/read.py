"""Reading in the chat: what a visitor has seen, the agent sees too."""

from django.db.models import Q

from madoguchi.base.clock import now
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.chat.models import Chat


def read_up_to(chat: Chat, message_id: int) -> int:
    """They have seen everything up to a message; what they saw before stays seen. Returns the newest they saw."""
    with tenant(chat.workspace_id):
        newer = Chat.objects.filter(Q(read_id__lt=message_id), id=chat.id)
        if newer.update(read_id=message_id, read_at=now()):
            inbox_id = Conversation.objects.values_list("inbox_id", flat=True).get(id=chat.conversation_id)
            tell(chat.workspace_id, [f"conversation:{chat.conversation_id}@{inbox_id}"])
            return message_id
        return Chat.objects.values_list("read_id", flat=True).get(id=chat.id)
