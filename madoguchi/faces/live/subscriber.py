"""Tells the open pages what changed: names only, one notification for a batch of events."""

import json
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from madoguchi.core.conversations.models import Conversation, Mention
from madoguchi.core.events.models import Event
from madoguchi.faces.live.frames import CHANNEL

MOST_BYTES = 7_000  # PostgreSQL takes 8,000 in one notification

# What a page shows beside conversations, by the first word of the facts that change it.
AREAS = frozenset({"contact", "company", "identity", "inbox", "intake", "tag", "team", "person", "channel"})


def announce(events: Sequence[Event]) -> None:
    """Notify the hubs of one workspace's changes, when the running transaction commits."""
    if events:
        for names in _chunks(sorted(_names(events))):
            payload = json.dumps({"w": events[0].workspace_id, "n": names}, separators=(",", ":"))
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def _names(events: Sequence[Event]) -> set[str]:
    ids = {event.conversation_id for event in events if event.conversation_id is not None}
    inboxes = dict(Conversation.objects.filter(id__in=ids).values_list("id", "inbox_id"))
    names = {f"conversation:{one}@{inbox}" for one, inbox in inboxes.items()}
    names |= {f"conversations@{inbox}" for inbox in inboxes.values()}
    for event in events:
        area = event.type.partition(".")[0]
        if area in AREAS:
            names.add(area)
        if event.contact_id is not None and area in ("contact", "identity"):
            names.add(f"contact:{event.contact_id}")
    mentioned = Mention.objects.filter(message_id__in=_notes(events)).values_list("person_id", flat=True)
    return names | {f"person:{person_id}" for person_id in mentioned}


def _notes(events: Iterable[Event]) -> list[int]:
    return [event.payload["message_id"] for event in events if event.type == "note.added"]


def _chunks(names: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for name in names:
        if size + len(name) + 3 > MOST_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(name)
        size += len(name) + 3
    if chunk:
        yield chunk
