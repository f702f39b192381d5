"""Writing the ledger: the fact and the duty to tell it, in the caller's transaction."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, transaction

from madoguchi.base.clock import now
from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import current_workspace
from madoguchi.core.events.models import Event

WAKE_CHANNEL = "madoguchi_outbox"
MAX_DEPTH = 5

FACTS: dict[str, type["Fact"]] = {}


@dataclass(frozen=True, slots=True)
class Fact:
    """A past-tense fact; its fields (ids, before/after) become the payload. `type` is "thing.verbed"."""

    type: ClassVar[str] = ""

    @classmethod
    def __init_subclass__(cls, **kwargs: Any) -> None:
        super(Fact, cls).__init_subclass__(**kwargs)
        if cls.type:
            FACTS[cls.type] = cls


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fact is about: the columns by which a timeline finds it."""

    conversation_id: int | None = None
    contact_id: int | None = None


# One statement, because it stands on the path of every mail and every click: the facts and their fan-out.
WRITE = """
WITH facts AS (
  INSERT INTO events (workspace_id, type, actor, conversation_id, contact_id, payload, cause_id, depth)
  SELECT %s::bigint, type, actor, conversation_id, contact_id, payload, cause_id, depth
  FROM jsonb_to_recordset(%s::jsonb) AS fact (place int, type text, actor text, conversation_id bigint,
                                              contact_id bigint, payload jsonb, cause_id bigint, depth smallint)
  ORDER BY place
  RETURNING id, at, workspace_id
), queued AS (
  INSERT INTO outbox (topic, workspace_id, ref_id, subscriber, attempts, error)
  SELECT 'event', workspace_id, id, '', 0, '' FROM facts
)
SELECT id, at FROM facts ORDER BY id
"""

ENQUEUE = """
INSERT INTO outbox (topic, workspace_id, ref_id, subscriber, attempts, error, due_at)
VALUES (%(topic)s, %(workspace)s, %(ref)s, '', 0, '', coalesce(%(at)s::timestamptz, now()))
ON CONFLICT (topic, ref_id, subscriber) DO UPDATE SET due_at = least(outbox.due_at, EXCLUDED.due_at), attempts = 0
"""
NOTIFY = "SELECT pg_notify(%s, topic) FROM unnest(%s::text[]) AS topic"

_gathered: ContextVar[list[Event] | None] = ContextVar("madoguchi_gathered_facts", default=None)
_cause: ContextVar[Event | None] = ContextVar("madoguchi_cause_of_facts", default=None)


def record(fact: Fact, *, actor: object, about: Subject, cause: Event | None = None) -> Event:
    """Write one fact into the ledger and its fan-out into the outbox; needs a running transaction.

    `actor` is anything whose str() is "person:7", "token:3", "contact:9" or "system". Without a `cause` it is that of
    because_of().
    A chain of causes deeper than MAX_DEPTH raises LoopFound: a rule is answering itself.
    """
    cause = cause or _cause.get()
    event = Event(
        workspace_id=current_workspace(),
        type=fact.type,
        actor=str(actor),
        conversation_id=about.conversation_id,
        contact_id=about.contact_id,
        payload={one.name: getattr(fact, one.name) for one in fields(fact)},
        cause_id=cause.id if cause else None,
        depth=cause.depth + 1 if cause else 0,
    )
    if event.depth > MAX_DEPTH:
        raise LoopFound(fact.type)
    waiting = _gathered.get()
    if waiting is None:
        _write([event])
    else:
        waiting.append(event)
    return event


@contextmanager
def gathering() -> Iterator[None]:
    """Facts recorded in this block are written together at its end, in their order; until then they have no id.

    The block lies inside one transaction and no savepoint inside it is rolled back; a block inside a block is
    part of the outer one. A block that raises writes nothing.
    """
    if _gathered.get() is not None:
        yield
        return
    waiting: list[Event] = []
    token = _gathered.set(waiting)
    try:
        yield
    finally:
        _gathered.reset(token)
    if waiting:
        _write(waiting)


@contextmanager
def because_of(cause: Event) -> Iterator[None]:
    """Facts recorded in this block happened because of another one: an action that is done to many says so of each."""
    token = _cause.set(cause)
    try:
        yield
    finally:
        _cause.reset(token)


def _write(events: Sequence[Event]) -> None:
    names = ("type", "actor", "conversation_id", "contact_id", "payload", "cause_id", "depth")
    rows = [{"place": place, **{name: getattr(event, name) for name in names}} for place, event in enumerate(events)]
    with prepared() as cursor:
        cursor.execute(WRITE, [events[0].workspace_id, json.dumps(rows)])
        written = cursor.fetchall()
    for event, row in zip(events, written, strict=True):
        event.id, event.at = row
    wake_on_commit("event")


def enqueue(topic: str, workspace_id: int, ref_id: int, at: datetime | None = None) -> None:
    """Put a duty into the outbox, due now or at a time, and wake the workers after the commit.

    A duty that is there already is due at the earlier of both times.
    """
    with prepared() as cursor:
        cursor.execute(ENQUEUE, {"topic": topic, "workspace": workspace_id, "ref": ref_id, "at": at})
    if at is None or at <= now():
        wake_on_commit(topic)


def wake_on_commit(topic: str) -> None:
    """NOTIFY after the commit, once a transaction: inside it, it would serialise all commits."""
    waiting = [hook[1] for hook in connection.run_on_commit]
    wake = next((function for function in waiting if isinstance(function, Wake)), None)
    if wake is None:
        wake = Wake()
        transaction.on_commit(wake)
    wake.topics.add(topic)


@dataclass(frozen=True, slots=True)
class Wake:
    """Tells the workers that topics have work; a lost one costs a second, they poll besides."""

    topics: set[str] = field(default_factory=set)

    def __call__(self) -> None:
        with prepared() as cursor:
            cursor.execute(NOTIFY, [WAKE_CHANNEL, [*self.topics]])


class LoopFound(Exception):
    """A chain of consequences went deeper than MAX_DEPTH."""
