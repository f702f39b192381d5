"""One conversation as a person reads it: messages and events in the order in which they happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from madoguchi.core.conversations.models import Attachment, Conversation, Delivery, Message
from madoguchi.core.conversations.queries.visible import messages_visible_to
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor

SHOWN = 100  # messages and events of the newest page

FILES = Prefetch("attachments", Attachment.objects.order_by("id"), to_attr="files_on")
DELIVERIES = Prefetch("deliveries", Delivery.objects.order_by("id"), to_attr="deliveries_on")

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
    """The newest SHOWN messages (before a message id, when given) with the events between them.

    Two queries, one more where there are files and one where there are replies.
    """
    messages = Message.objects.filter(conversation=conversation).select_related("person", "contact")
    if before:
        messages = messages.filter(id__lt=before)
    has_files = Exists(Attachment.objects.filter(message=OuterRef("id")))
    newest = list(messages.annotate(has_files=has_files).order_by("-id")[: SHOWN + 1])
    more = len(newest) > SHOWN
    shown = newest[:SHOWN]
    prefetch_related_objects([message for message in shown if message.has_files], FILES)
    prefetch_related_objects([message for message in shown if message.kind == Message.Kind.REPLY], DELIVERIES)
    for message in shown:
        message.files_on = message.files_on if message.has_files else []
        message.deliveries_on = message.deliveries_on if message.kind == Message.Kind.REPLY else []
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
    """With what a bubble shows: author, `files_on` and `deliveries_on`."""
    return messages.select_related("person", "contact").prefetch_related(FILES, DELIVERIES)  # type: ignore[no-redef]  # the model names them


def thread_of_person(actor: Actor, contact_id: int, *, before: int = 0, limit: int = SHOWN) -> list[Message]:
    """Everything one person said and was told, across conversations and channels, oldest first (MISSION 44)."""
    mine = Q(conversation__contact_id=contact_id) | Q(contact_id=contact_id)
    found = messages_visible_to(actor).filter(mine)
    if before:
        found = found.filter(id__lt=before)
    newest = with_all_it_shows(found.select_related("conversation__inbox")).order_by("-id")[:limit]
    return sorted(newest, key=lambda message: message.id)
