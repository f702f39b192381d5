"""What follows for promises from what happened elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from madoguchi.core.conversations.models import Message
from madoguchi.core.conversations.queries.undone import UNDOING
from madoguchi.core.events.models import Event
from madoguchi.features.hours.calendar import WORKDAYS, Calendar
from madoguchi.features.promises.actions.track import settle, take_up_again
from madoguchi.features.promises.jobs import track_later
from madoguchi.features.promises.models import Promise
from madoguchi.features.promises.reading import promised

HEARD = ("reply.queued", "conversation.resolved", *UNDOING)
ANY = Calendar(ZoneInfo("UTC"), WORKDAYS)


def keep_in_mind(events: Sequence[Event]) -> None:
    """What promises or keeps something is looked at when it has gone out; may run twice."""
    workspace_id = events[0].workspace_id
    written = {
        event.payload["message_id"]: event.payload["send_at"] for event in events if event.type == "reply.queued"
    }
    resolved = {event.conversation_id or 0 for event in events if event.type == "conversation.resolved"}
    replies = list(Message.objects.filter(id__in=written, automatic="")) if written else []
    owing = _owing({message.conversation_id for message in replies} | resolved)
    for message in replies:
        at = datetime.fromisoformat(written[message.id])
        if message.conversation_id in owing or promised(message.text, at=at, calendar=ANY):
            owing.add(message.conversation_id)  # what is said next may keep it
            track_later(message.id, at=at, workspace_id=workspace_id)
    for conversation_id in sorted(owing & resolved):
        settle(conversation_id, workspace_id=workspace_id)
    undoing = [event for event in events if event.type in UNDOING]
    promising = Promise.objects.filter(message__conversation__in={event.conversation_id or 0 for event in undoing})
    kept = set(promising.values_list("message__conversation_id", flat=True)) if undoing else set()
    for event in undoing:
        if event.conversation_id in kept:
            take_up_again(event, workspace_id=workspace_id)


def _owing(conversation_ids: set[int]) -> set[int]:
    owed = Promise.objects.filter(settled_at=None, message__conversation__in=conversation_ids)
    return set(owed.values_list("message__conversation_id", flat=True))
