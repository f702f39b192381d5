"""Fan-out: claims rows of the outbox and runs the subscribers, each in a savepoint of its own.

The claim, the consequences in this database and the deletion of the row are one transaction, so they
happen exactly once however often a worker is killed. A subscriber that fails is put back alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import structlog
from django.db import DatabaseError, transaction

from madoguchi.base.clock import now
from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.models import Event, Outbox
from madoguchi.core.events.registry import SUBSCRIBERS, Subscriber

log = structlog.get_logger(__name__)

BATCH = 200
GIVE_UP_AFTER = 20
HELD = 7_310_662  # this kind of advisory lock

# The oldest that nobody else has in hand. By a lock of the session, not of the row: what is done for such a duty may
# take minutes, and a transaction that long would keep all who read the ledger by its horizon waiting. Who is killed
# loses the session, and with it the lock.
HOLD = """
WITH due AS MATERIALIZED (
  SELECT id, workspace_id, ref_id, attempts FROM outbox
  WHERE topic = %(topic)s AND due_at <= now() ORDER BY due_at, id LIMIT 200
)
SELECT id, workspace_id, ref_id, attempts FROM due WHERE pg_try_advisory_lock(%(kind)s, hashint8(ref_id)) LIMIT 1
"""
LET_GO = "SELECT pg_advisory_unlock(%s, hashint8(%s))"


def claim(topic: str, *, limit: int) -> list[Outbox]:
    """Lock the oldest due rows of a topic that nobody else holds; needs a running transaction."""
    due = Outbox.objects.filter(topic=topic, due_at__lte=now(), attempts__lt=GIVE_UP_AFTER)
    return list(due.order_by("id").select_for_update(skip_locked=True)[:limit])


@contextmanager
def held(topic: str) -> Iterator[Outbox | None]:
    """The oldest due duty of a topic, held outside of any transaction; None when there is none that is free.

    Whoever does it deletes it (done()), in the transaction of its consequence. One that raises is put off, for an
    hour at most, and never given up.
    """
    with prepared() as cursor:
        cursor.execute(HOLD, {"topic": topic, "kind": HELD})
        row = cursor.fetchone()
    if row is None:
        yield None
        return
    duty = Outbox(topic=topic, **dict(zip(("id", "workspace_id", "ref_id", "attempts"), row, strict=True)))
    try:
        yield duty
    except Exception as error:
        if _connection_lost():
            raise
        log.error("duty failed", topic=topic, ref_id=duty.ref_id, exc_info=error)
        duty.attempts += 1
        due_at = now() + timedelta(seconds=min(2**duty.attempts, 3600))
        Outbox.objects.filter(id=duty.id).update(attempts=duty.attempts, due_at=due_at, error=type(error).__name__)
    finally:
        if not _connection_lost():
            with prepared() as cursor:
                cursor.execute(LET_GO, [HELD, duty.ref_id])


def done(topic: str, ref_id: int) -> None:
    """A duty is no more; needs a running transaction. Who queues it again meanwhile waits for the end of that."""
    with prepared() as cursor:
        cursor.execute("DELETE FROM outbox WHERE topic = %s AND ref_id = %s AND subscriber = ''", [topic, ref_id])


def run_events(*, limit: int = BATCH) -> int:
    """Tell one batch of events to everybody who wants them. Returns how many rows were worked off."""
    with transaction.atomic():
        rows = claim("event", limit=limit)
        by_workspace: dict[int, list[Outbox]] = defaultdict(list)
        for row in rows:
            by_workspace[row.workspace_id].append(row)
        for workspace_id, duties in by_workspace.items():
            with tenant(workspace_id):
                _tell(duties)
        Outbox.objects.filter(id__in=[row.id for row in rows]).delete()
    return len(rows)


def _tell(duties: Sequence[Outbox]) -> None:
    events = Event.objects.in_bulk([duty.ref_id for duty in duties])
    for subscriber in list(SUBSCRIBERS.values()):
        mine = [duty for duty in duties if duty.subscriber in ("", subscriber.name)]
        wanted = [(duty, events[duty.ref_id]) for duty in mine if duty.ref_id in events]
        wanted = [(duty, event) for duty, event in wanted if subscriber.wants(event)]
        if wanted:
            _run(subscriber, wanted)


def _run(subscriber: Subscriber, wanted: Sequence[tuple[Outbox, Event]]) -> None:
    try:
        with transaction.atomic():
            subscriber.handle([event for _duty, event in wanted])
    except DatabaseError as error:
        if _connection_lost():
            raise
        _put_back(subscriber, [duty for duty, _event in wanted], error)
    except Exception as error:  # noqa: BLE001 (one consequence fails; the others must not suffer)
        _put_back(subscriber, [duty for duty, _event in wanted], error)


def _connection_lost() -> bool:
    connection = transaction.get_connection()
    return connection.connection is None or connection.connection.closed


def _put_back(subscriber: Subscriber, duties: Iterable[Outbox], error: Exception) -> None:
    log.error("subscriber failed", subscriber=subscriber.name, exc_info=error)
    for duty in duties:
        attempts = duty.attempts + 1 if duty.subscriber else 1
        Outbox.objects.filter(topic=duty.topic, ref_id=duty.ref_id, subscriber=subscriber.name).delete()
        Outbox.objects.create(
            topic=duty.topic,
            workspace_id=duty.workspace_id,
            ref_id=duty.ref_id,
            subscriber=subscriber.name,
            attempts=attempts,
            due_at=now() + timedelta(seconds=min(2**attempts, 3600)),
            error=type(error).__name__,
        )
