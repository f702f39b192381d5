"""Who loses patience: visitors who go before a person has answered them. Steps; they open no transaction."""

from collections.abc import Collection
from datetime import datetime

from madoguchi.features.chat.models import Chat


def note_gone(visitor_ids: Collection[int], at: datetime) -> None:
    """They have not listened since then: what nobody has answered until now, they have left."""
    unanswered = Chat.objects.filter(
        visitor__in=visitor_ids,
        abandoned_at__isnull=True,
        is_message=False,
        conversation__first_replied_at__isnull=True,
        conversation__waiting_since__isnull=False,
    )
    unanswered.update(abandoned_at=at)


def note_back(visitor_ids: Collection[int]) -> None:
    """They listen again, before anybody has answered: they have not left."""
    unanswered = Chat.objects.filter(
        visitor__in=visitor_ids, abandoned_at__isnull=False, conversation__first_replied_at__isnull=True
    )
    unanswered.update(abandoned_at=None)
