"""Conversations that belong together."""

from django.db.models import Q, QuerySet

from madoguchi.core.conversations.models import Conversation, ConversationLink
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor


def linked_to(conversation: Conversation, actor: Actor) -> QuerySet[Conversation]:
    """Those linked with one, as far as the actor sees them."""
    first = ConversationLink.objects.filter(second=conversation).values("first_id")
    second = ConversationLink.objects.filter(first=conversation).values("second_id")
    return visible_to(actor).filter(Q(id__in=first) | Q(id__in=second))
