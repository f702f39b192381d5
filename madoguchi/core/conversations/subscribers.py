"""What follows from facts about conversations."""

from collections.abc import Sequence
from datetime import datetime

from madoguchi.base.clock import now
from madoguchi.base.saving import update
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import HelpAwaited, HelpSettled
from madoguchi.core.conversations.models import Conversation, HelpRequest, Status
from madoguchi.core.conversations.queries.undone import UNDOING, resolution_undone
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
    """Whoever asked for help needs none where the matter is resolved, or has gone into another conversation; where that
    is undone, they need it again."""
    for event in events:
        (_call_again if event.type in UNDOING else _settle)(event)


def _settle(event: Event) -> None:
    over = event.payload.get("merged_id") or event.conversation_id or 0
    waiting = HelpRequest.objects.filter(conversation_id=over, settled_at__isnull=True, asked_at__lte=event.at)
    for request in waiting.select_for_update():
        _change(request, now(), HelpSettled, event)


def _call_again(event: Event) -> None:
    asked = HelpRequest.objects.filter(conversation_id=event.conversation_id or 0).select_for_update()
    request = asked.order_by("-id").first()
    if request is None or request.settled_at is None or (resolved := resolution_undone(event)) is None:
        return
    here = Event.objects.filter(conversation_id=request.conversation_id, type=HelpSettled.type)
    settled = here.filter(payload__request_id=request.id).order_by("-id").first()
    if settled is not None and settled.cause_id == resolved.id:
        _change(request, None, HelpAwaited, event)


def _change(
    request: HelpRequest, settled_at: datetime | None, fact: type[HelpSettled] | type[HelpAwaited], event: Event
) -> None:
    request.settled_at = settled_at
    request.save(update_fields=["settled_at"])
    about = Subject(request.conversation_id, event.contact_id)
    told = fact(request.id, request.asked_by_id, request.taken_by_id)
    record(told, actor=system(event.workspace_id), about=about, cause=event)
