"""One conversation as a person reads it: messages and events in the order in which they happened."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from madoguchi.base.rows import Wide, rows_by, wide_rows_by
from madoguchi.core.conversations.models import Attachment, Conversation, ConversationLink, Delivery, Follow, Message
from madoguchi.core.conversations.queries.of_person import messages_of_person
from madoguchi.core.conversations.queries.visible import messages_visible_to
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor

B = TypeVar("B", Attachment, Delivery)
SHOWN = 100  # messages and events of the newest page

# Facts that the messages themselves already tell.
TOLD_BY_MESSAGES = frozenset(
    (
        *("message.received", "reply.queued", "reply.scheduled", "message.forwarded", "note.added"),
        "delivery.changed",
        *("chat.acknowledged", "chat.kept_waiting", "chat.escalated", "chat.offered", "chat.offer_ended"),
        *("chat.handed_on", "answer.given", "answer.clarified"),
    )
)
# Who follows because of a message needs no line below it, nor does the link to what was split off.
LINES = """
  conversation_id = %s AND type <> ALL (%s::text[])
  AND NOT (type = 'conversation.followed' AND payload ->> 'why' IS DISTINCT FROM %s)
  AND NOT (type = 'conversation.linked' AND payload ->> 'why' IS NOT DISTINCT FROM %s)
  AND at >= coalesce(%s::timestamptz, '-infinity')
  AND (%s::bigint = 0 OR at < (SELECT at FROM messages WHERE workspace_id = %s AND id = %s::bigint))
ORDER BY id DESC LIMIT %s
"""


LAST = 2**63 - 1  # no id is greater

# With their authors, and whether there are files.
HAS_FILES = "EXISTS (SELECT FROM attachments WHERE attachments.message_id = messages.id)"
# Another as soon as one of the rows is another: a row that is changed is written elsewhere, by another transaction.
VERSION = """concat_ws(' ', messages.ctid, messages.xmin, person.ctid, person.xmin, contact.ctid, contact.xmin)"""
AS_READ = Wide(Message, beside=("person", "contact"), more=(("has_files", HAS_FILES), ("version", VERSION)))
NEWEST = "messages.conversation_id = %s AND messages.id < %s ORDER BY messages.id DESC LIMIT %s"
OLDEST = "messages.conversation_id = %s AND messages.id > %s ORDER BY messages.id LIMIT %s"


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
    newest = newest_messages(conversation, before or LAST, SHOWN + 1)
    more = len(newest) > SHOWN
    shown = with_all_beside(newest[:SHOWN])
    events = _events(conversation, since=shown[-1].at if more else None, before=before if newest else 0)
    entries = [Entry(_said_at(message), message=message) for message in shown]
    entries += [Entry(event.at, event=event) for event in events]
    entries.sort(key=lambda entry: (not _is_beginning(entry), entry.at, entry.event.id if entry.event else 0))
    return Timeline(entries, shown[-1].id if more else 0)


def _events(conversation: Conversation, *, since: datetime | None, before: int) -> list[Event]:
    """The newest SHOWN facts that need a line, since a time and before a message (0: until now)."""
    told, by_hand, split = sorted(TOLD_BY_MESSAGES), Follow.Why.BY_HAND.value, ConversationLink.Why.SPLIT.value
    values = [conversation.id, told, by_hand, split, since, before, conversation.workspace_id, before, SHOWN]
    return rows_by(Event, conversation.workspace_id, LINES, values)


def _said_at(message: Message) -> datetime:
    """A reply that goes out later stands where it will, at the end."""
    return message.send_at if message.scheduled is not None and message.send_at else message.at


def _is_beginning(entry: Entry) -> bool:
    """A mail is there before the conversation that is made of it, and is read after; not so what was split off."""
    event = entry.event
    return event is not None and event.type == "conversation.created" and not event.payload.get("split_from")


def newest_messages(
    conversation: Conversation, before: int, most: int, *, wide: Wide[Message] = AS_READ
) -> list[Message]:
    """So many messages before an id, the newest first; what they have beside them is read by with_all_beside."""
    return wide_rows_by(wide, conversation.workspace_id, NEWEST, [conversation.id, before, most])


def oldest_messages(
    conversation: Conversation, after: int, most: int, *, wide: Wide[Message] = AS_READ
) -> list[Message]:
    """So many messages after an id, the oldest first; as newest_messages()."""
    return wide_rows_by(wide, conversation.workspace_id, OLDEST, [conversation.id, after, most])


def as_read(messages: QuerySet[Message]) -> QuerySet[Message]:
    """AS_READ for lists of Django's; what they have beside them is read by with_all_beside."""
    has_files = Exists(Attachment.objects.filter(message=OuterRef("id")))
    return messages.select_related("person", "contact").annotate(has_files=has_files)  # type: ignore[no-redef]  # the model names it


def with_all_beside(messages: Sequence[Message]) -> Sequence[Message]:
    """The same messages, of one workspace, with `files_on` and `deliveries_on`: a query where there are files, and
    one where there are replies."""
    deliveries = defaultdict(list)
    for delivery in _beside(Delivery, [message for message in messages if message.kind == Message.Kind.REPLY]):
        deliveries[delivery.message_id].append(delivery)
    for message in messages:
        message.deliveries_on = deliveries[message.id]
    return with_files(messages)


def with_files(messages: Sequence[Message]) -> Sequence[Message]:
    """The same messages, of one workspace, with `files_on`: a query where there are files."""
    files = defaultdict(list)
    for file in _beside(Attachment, [message for message in messages if message.has_files]):
        files[file.message_id].append(file)
    for message in messages:
        message.files_on = files[message.id]
    return messages


def _beside(model: type[B], messages: Sequence[Message]) -> list[B]:
    if not messages:
        return []
    ids = [message.id for message in messages]
    return rows_by(model, messages[0].workspace_id, "message_id = ANY(%s) ORDER BY id", [ids])


def thread_of_person(actor: Actor, contact_id: int, *, before: int = 0, limit: int = SHOWN) -> list[Message]:
    """Everything one person said and was told, across conversations and channels, oldest first (MISSION 44)."""
    found = messages_visible_to(actor).filter(id__in=messages_of_person(contact_id).values("id"))
    if before:
        found = found.filter(id__lt=before)
    newest = list(as_read(found.select_related("conversation__inbox")).order_by("-id")[:limit])
    return sorted(with_all_beside(newest), key=lambda message: message.id)
