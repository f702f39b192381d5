"""What is said in a chat is told by who says it, right after the commit: no worker stands between the two sides.

Everything else is told by the subscriber of the live streams (faces/live/subscriber.py), and so is this where lists and
others are concerned.
"""

from functools import partial

from django.db import transaction

from madoguchi.base.live import tell
from madoguchi.core.conversations.models import Conversation, Message


def tell_at_once(message: Message, conversation: Conversation) -> None:
    """After the commit of the running transaction; a message of another channel is told as all that happens."""
    if message.channel == "chat":
        name = name_of(conversation.id, conversation.inbox_id, conversation.assignee_id)
        transaction.on_commit(partial(tell, conversation.workspace_id, [name]))


def name_of(conversation_id: int, inbox_id: int, owner_id: int | None) -> str:
    """The name of a conversation as the hubs hear it (faces/live/frames.py)."""
    return f"conversation:{conversation_id}@{inbox_id}" + (f"/{owner_id}" if owner_id else "")
