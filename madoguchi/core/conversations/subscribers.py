"""What follows from facts about conversations."""

from collections.abc import Sequence

from madoguchi.base.clock import now
from madoguchi.core.conversations.events import HelpSettled
from madoguchi.core.conversations.models import HelpRequest
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import system


def settle_calls(events: Sequence[Event]) -> None:
    """Whoever asked for help needs none where the matter is resolved, or has gone into another conversation."""
    for event in events:
        over = event.payload.get("merged_id") or event.conversation_id or 0
        waiting = HelpRequest.objects.filter(conversation_id=over, settled_at__isnull=True, asked_at__lte=event.at)
        for request in waiting.select_for_update():
            request.settled_at = now()
            request.save(update_fields=["settled_at"])
            fact = HelpSettled(request.id, request.asked_by_id, request.taken_by_id)
            about = Subject(request.conversation_id, event.contact_id)
            record(fact, actor=system(event.workspace_id), about=about, cause=event)
