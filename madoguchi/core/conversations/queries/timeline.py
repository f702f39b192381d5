"""One conversation as a person reads it: messages and events in the order in which they happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from madoguchi.core.conversations.models import Attachment, Conversation, Delivery, Message
from madoguchi.core.conversations.queries.visible import messages_visible_to
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor

SHOWN = 100  # messages and events of the newest page

# Facts that the messages themselves already tell.
TOLD_BY_MESSAGES = frozenset({"message.received", "reply.queued", "note.added", "delivery.changed"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline: a message or an event."""

    at: datetime
    message: Message | None = None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Oldest first. `earlier` is the id of the oldest message shown when there are more before it, else 0."""

    entries: Sequence[Entry]
    earlier: int


def timeline(conversation: Conversation, *, before: int = 0) -> Timeline:
    """The newest SHOWN messages (before a message id, when given) with the events between them: four queries."""
    messages = with_all_it_shows(Message.objects.filter(conversation=conversation))
    if before:
        messages = messages.filter(id__lt=before)
    newest = list(messages.order_by("-id")[: SHOWN + 1])
    more = len(newest) > SHOWN
    shown = newest[:SHOWN]
    events = Event.objects.filter(workspace_id=conversation.workspace_id, conversation_id=conversation.id)
    events = events.exclude(type__in=TOLD_BY_MESSAGES)
    if more:
        events = events.filter(at__gte=shown[-1].at)
    if before and newest:
        events = events.filter(at__lt=Message.objects.filter(id=before).values("at")[:1])
    entries = [Entry(message.at, message=message) for message in shown]
    entries += [Entry(event.at, event=event) for event in events.order_by("-id")[:SHOWN]]
    entries.sort(key=lambda entry: entry.at)
    return Timeline(entries, shown[-1].id if more else 0)


def with_all_it_shows(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Prefetch what a bubble shows: author, files and deliveries."""
    return messages.select_related("person", "contact").prefetch_related(
        Prefetch("attachments", Attachment.objects.order_by("id")),
        Prefetch("deliveries", Delivery.objects.order_by("id")),
    )


def thread_of_person(actor: Actor, contact_id: int, *, before: int = 0, limit: int = SHOWN) -> list[Message]:
    """Everything one person said and was told, across conversations and channels, oldest first (MISSION 44)."""
    mine = Q(conversation__contact_id=contact_id) | Q(contact_id=contact_id)
    found = messages_visible_to(actor).filter(mine)
    if before:
        found = found.filter(id__lt=before)
    newest = with_all_it_shows(found.select_related("conversation__inbox")).order_by("-id")[:limit]
    return sorted(newest, key=lambda message: message.id)
