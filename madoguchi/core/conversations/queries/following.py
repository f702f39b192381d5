"""Who follows a conversation."""

from django.db.models import QuerySet

from madoguchi.core.conversations.models import Conversation, Follow


def follows_of(conversation: Conversation) -> QuerySet[Follow]:
    """With their people, those who are still here, by name."""
    found = Follow.objects.filter(conversation=conversation, person__deactivated_at__isnull=True)
    return found.select_related("person").order_by("person__name_kana", "person__name", "id")
