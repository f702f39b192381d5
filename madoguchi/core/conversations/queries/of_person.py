"""What one person has said and was told."""

from django.db.models import QuerySet

from madoguchi.core.conversations.models import Conversation, Message


def messages_of_person(contact_id: int) -> QuerySet[Message]:
    """Those of their conversations, and their own in the conversations of others.

    Each half goes by its index; an OR of the two would be answered by reading every message.
    """
    homes = Conversation.objects.filter(contact_id=contact_id).values("id")
    halves = Message.objects.filter(conversation_id__in=homes), Message.objects.filter(contact_id=contact_id)
    return Message.objects.filter(id__in=halves[0].values("id").union(halves[1].values("id")))
