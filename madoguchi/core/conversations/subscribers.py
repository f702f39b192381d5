"""What follows from facts about conversations."""

from collections.abc import Sequence

from madoguchi.base.clock import now
from madoguchi.base.saving import update
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import HelpSettled
from madoguchi.core.conversations.models import Conversation, HelpRequest, Status
from madoguchi.core.events.ledger import Subject, because_of, record
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import system


def close_erased(events: Sequence[Event]) -> None:
    """Nobody is there any more to be answered: what is open of a person whose data were erased is resolved."""
    for event in events:
        left = Conversation.objects.filter(contact_id=event.contact_id or 0).exclude(status=Status.RESOLVED)
        with because_of(event):
            for conversation in left.order_by("id").select_for_update():
                steps.resolve(conversation, system(event.workspace_id), why="erased")
                update(conversation)


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
