"""Names and the bytes that carry them: no state, no input or output.

A notification is compact JSON, `{"w": 7, "n": ["conversation:42@3", "person:9", "tags"]}`: the workspace, and the
names of what changed. `@3` is the inbox whose viewers may hear of it, `@3/9` says whose it is: they hear first;
`person:9` and `person:9:drafts` are for that person alone; other names are for everybody in the workspace.
`person:9:revoked` and `session:DIGEST` (Seat.session_name) are heard by no page: they end streams. Nor are the signs
of presence, `beat:…` (features/presence/signs.py): what they change is `presence:42`, for those who are in that
conversation. `typing:42@3:9` says that a visitor writes (visitor_typing.py), `chat:42:seen:17` how far we are with
what they wrote, and `queue:3` that who waits in that inbox stands elsewhere now (visitors.py).
On the wire it is server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""

import json
from collections.abc import Iterable

from madoguchi.base.asgi import Message

MOST_NAMES = 1_000  # more at once are one "reload"; of hundreds of pages at a time that costs far more than the names


def parse(payload: str) -> tuple[int, list[str]]:
    """The workspace (0: none, for names of sessions) and the names; raises ValueError."""
    content = json.loads(payload)
    if not isinstance(content, dict):
        raise ValueError("not an object")
    workspace_id, names = content.get("w") or 0, content.get("n")
    if not isinstance(workspace_id, int) or not isinstance(names, list):
        raise ValueError("no workspace or no names")
    if not all(isinstance(name, str) for name in names):
        raise ValueError("a name that is no text")
    return workspace_id, names


def person_of(name: str) -> int | None:
    """The person whom a name is for alone: 9 for "person:9" and "person:9:drafts"; raises ValueError."""
    if not name.startswith("person:"):
        return None
    return int(name.split(":", 2)[1])


def owner_of(name: str) -> tuple[str, int | None]:
    """A name without whose it is, and whose it is: ("conversation:42@3", 9) for "conversation:42@3/9"."""
    bare, _slash, owner = name.partition("/")
    return bare, int(owner) if owner.isdigit() else None


def visible(names: Iterable[str], inbox_ids: frozenset[int] | None) -> tuple[str, ...]:
    """The names a viewer of these inboxes (None: all) may hear, without the inbox, each once."""
    heard: dict[str, None] = {}
    for name in names:
        bare, at, inbox = name.partition("@")
        if not at or inbox_ids is None or (inbox.isdigit() and int(inbox) in inbox_ids):
            heard[bare] = None
    return tuple(heard)


def frame(content: bytes) -> Message:
    """A piece of a stream as the server takes it. Never changed: one object serves many streams."""
    return {"type": "http.response.body", "body": content, "more_body": True}


def changed(names: tuple[str, ...]) -> Message:
    """The frame that tells these names; more than MOST_NAMES become a reload."""
    if len(names) > MOST_NAMES:
        return RELOAD
    return frame(b"event: changed\ndata: %s\n\n" % json.dumps(names, separators=(",", ":")).encode())


def hello(quiet: float = 0.0) -> Message:
    """The frame that says: ask for everything that was drawn earlier than `quiet` seconds ago."""
    return frame(b'retry: 2000\nevent: hello\ndata: {"quiet":%d}\n\n' % max(0, quiet * 1000))


HELLO = hello()
RELOAD = frame(b"event: reload\ndata: {}\n\n")
HEARTBEAT = frame(b":\n\n")
END: Message = {"type": "http.response.body", "body": b"", "more_body": False}
START: Message = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store, no-transform"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-accel-buffering", b"no"),  # nginx would hold the stream back until its buffer is full
    ],
}
