"""What follows for ratings from what happened elsewhere, and the line in a mail that asks for one."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event
from madoguchi.features.csat.actions.rate import ask
from madoguchi.features.csat.asking import asks, is_open, token_of
from madoguchi.features.csat.models import Rating


def ask_when_resolved(events: Sequence[Event]) -> None:
    """May run twice."""
    for event in events:
        ask(event.conversation_id or 0, workspace_id=event.workspace_id)


def line_of(conversation: Conversation) -> str:
    """Markdown that asks for a rating, in the running language; "" where nothing is asked."""
    rating = Rating.objects.filter(conversation=conversation).first() if asks(conversation.inbox) else None
    if rating is None or not is_open(rating):
        return ""
    address = f"{settings.MADOGUCHI.public_url}{reverse('widget:rate', args=[token_of(rating)])}"
    return f"{_('How did we do? It takes one click:')}\n{address}"
