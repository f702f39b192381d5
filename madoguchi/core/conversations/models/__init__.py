"""Conversations and what is said in them."""

from madoguchi.core.conversations.models.conversation import (
    Conversation,
    ConversationLink,
    Participant,
    Priority,
    Status,
    WaitingOn,
)
from madoguchi.core.conversations.models.help import HelpRequest
from madoguchi.core.conversations.models.message import Attachment, Delivery, Draft, Message, MessageReference
from madoguchi.core.conversations.models.sorting import ConversationTag, Follow, Mention, Tag

__all__ = [
    "Attachment",
    "Conversation",
    "ConversationLink",
    "ConversationTag",
    "Delivery",
    "Draft",
    "Follow",
    "HelpRequest",
    "Mention",
    "Message",
    "MessageReference",
    "Participant",
    "Priority",
    "Status",
    "Tag",
    "WaitingOn",
]
