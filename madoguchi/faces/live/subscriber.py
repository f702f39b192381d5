"""Tells the open pages what changed: names only, one notification for a batch of events."""

from collections.abc import Iterable, Sequence

from madoguchi.base.live import tell
from madoguchi.core.conversations.models import Conversation, Mention, Message
from madoguchi.core.conversations.telling import name_of
from madoguchi.core.events.models import Event
from madoguchi.core.events.queries import of_cause

# What a page shows beside conversations, by the first word of the facts that change it.
AREAS = frozenset(
    {"contact", "company", "identity", "inbox", "intake", "tag", "team", "person", "channel", "view", "announcement"}
)

# What stands above the composer: who owns it, and whose reply is not sent.
AT_WORK = frozenset(
    {"conversation.assigned", "conversation.taken_over", "reply.queued", "reply.scheduled", "reply.undone"}
)

# Facts that change nothing which others look at.
SILENT = frozenset({"announcement.confirmed", "announcement.reminded"})

# These are told at once where they were said in a chat (core/conversations/telling.py).
SAID = frozenset({"message.received", "reply.queued"})

# Of what is done to many at once, lists hear from time to time and not of each (features/bulk/steps.py).
IN_BULK = ("bulk.begun", "bulk.undo_begun")

# After these the person's streams end; their pages come back with the rights of now, or are refused.
REVOKING = frozenset({"person.role_changed", "person.deactivated", "inbox.access_granted", "inbox.access_withdrawn"})


def announce(events: Sequence[Event]) -> None:
    """Notify the hubs of one workspace's changes, when the running transaction commits."""
    if events:
        tell(events[0].workspace_id, _names(events))


def _names(events: Sequence[Event]) -> set[str]:
    ids = {event.conversation_id for event in events if event.conversation_id is not None}
    rows = list(Conversation.objects.filter(id__in=ids).values_list("id", "inbox_id", "assignee_id"))
    inboxes = {one: inbox for one, inbox, _owner in rows}
    known = _told_at_once(events)
    names = {name_of(one, inbox, owner) for one, inbox, owner in rows if one not in known}
    many = of_cause(events, *IN_BULK)
    listed = {event.conversation_id for event in events if event.id not in many}
    names |= {f"conversations@{inbox}" for one, inbox in inboxes.items() if one in listed}
    at_work = {event.conversation_id for event in events if event.type in AT_WORK}
    names |= {f"presence:{one}@{inbox}" for one, inbox in inboxes.items() if one in at_work}
    for event in events:
        area = event.type.partition(".")[0]
        if area in AREAS and event.type not in SILENT:
            names.add(area)
        if event.type in REVOKING:
            names.add(f"person:{event.payload['person_id']}:revoked")
        if event.contact_id is not None and area in ("contact", "identity"):
            names.add(f"contact:{event.contact_id}")
    mentioned = Mention.objects.filter(message_id__in=_notes(events)).values_list("person_id", flat=True)
    return names | {f"person:{person_id}" for person_id in mentioned}


def _told_at_once(events: Sequence[Event]) -> set[int]:
    """The conversations in which nothing has happened but what was said in a chat: who said it has told it already."""
    said = {event.payload["message_id"]: event for event in events if event.type in SAID}
    if not said:
        return set()
    in_chats = Message.objects.filter(id__in=said, channel="chat").values_list("id", flat=True)
    told = {said[message_id].id for message_id in in_chats}
    others = {event.conversation_id for event in events if event.id not in told}
    return {event.conversation_id for event in events if event.conversation_id} - others


def _notes(events: Iterable[Event]) -> list[int]:
    return [event.payload["message_id"] for event in events if event.type == "note.added"]
