"""Turns facts of the ledger into names, and tells every web process by one notification a batch.

Runs in the dispatcher's transaction: the names go out exactly when its work is committed, and a dispatcher that
dies tells them when it comes to the events again. Hearing a name twice costs a page one question too many.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event
from madoguchi.faces.live.frames import CHANNEL

LONGEST_PAYLOAD = 7_000  # bytes; PostgreSQL refuses 8,000

# What a page that shows a list of these asks again for, by the first word of the fact's type.
LISTS = {
    "attribute": "attributes",
    "channel": "inboxes",
    "company": "companies",
    "inbox": "inboxes",
    "intake": "intakes",
    "invitation": "people",
    "person": "people",
    "tag": "tags",
    "team": "teams",
    "token": "tokens",
    "workspace": "workspace",
}

# After these a person may see other things than when the stream was opened: it ends, and comes back as what
# the person is now.
CHANGES_WHAT_IS_SEEN = frozenset(
    {
        "person.deactivated",
        "person.role_changed",
        "person.changed",
        "inbox.access_granted",
        "inbox.access_withdrawn",
    }
)


def announce(events: Sequence[Event]) -> None:
    """Subscriber for every fact; `events` are of one workspace, inside tenant()."""
    ids = {event.conversation_id for event in events if event.conversation_id}
    inboxes = dict(Conversation.objects.filter(id__in=ids).values_list("id", "inbox_id"))
    names = dict.fromkeys(name for event in events for name in names_of(event, inboxes))
    with connection.cursor() as cursor:
        for payload in payloads(events[0].workspace_id, names):
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def names_of(event: Event, inboxes: dict[int, int]) -> Iterator[str]:
    """The names that a fact concerns; `inboxes` maps the conversations that exist to their inbox."""
    if event.conversation_id:
        if event.conversation_id in inboxes:
            yield f"conversation:{event.conversation_id}@{inboxes[event.conversation_id]}"
        return
    if event.contact_id:
        yield f"contact:{event.contact_id}"
        return
    thing = event.type.partition(".")[0]
    inbox_id, person_id = event.payload.get("inbox_id"), event.payload.get("person_id")
    at = f"@{inbox_id}" if thing == "intake" and inbox_id else ""
    yield f"{LISTS.get(thing, thing)}{at}"
    if event.type in CHANGES_WHAT_IS_SEEN and person_id:
        yield f"person:{person_id}:revoked"


def payloads(workspace_id: int, names: Iterable[str]) -> Iterator[str]:
    """The names as notifications, each short enough for PostgreSQL."""
    part: list[str] = []
    size = 0
    for name in names:
        size += len(name.encode()) + 3
        if part and size > LONGEST_PAYLOAD:
            yield _payload(workspace_id, part)
            part, size = [], len(name.encode()) + 3
        part.append(name)
    if part:
        yield _payload(workspace_id, part)


def _payload(workspace_id: int, names: list[str]) -> str:
    return json.dumps({"w": workspace_id, "n": names}, separators=(",", ":"))
