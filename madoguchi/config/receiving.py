"""The intake lane of the worker: takes what was accepted, reads it, and lets the core receive it.

The row of the outbox stays locked from the claim to the commit of the message, so a worker that is killed
at any line leaves the item to the next one, and no item is read by two at once.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import connection, transaction

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.base.troubles import trouble_of
from madoguchi.config.mail_reading import read
from madoguchi.core.conversations.actions.receive import Item, receive
from madoguchi.core.events.dispatch import claim
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.events.models import Outbox
from madoguchi.core.inboxes.events import IntakeSetAside
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.inboxes.steps import content_of, settle
from madoguchi.core.people.actor import system

log = structlog.get_logger(__name__)

MOST_TRIES = 3
BATCH = 20  # items a transaction; they share its statements and its commit
FULL_WAIT = timedelta(seconds=10)


def receive_some() -> int:
    """Work off some accepted items of one workspace. Returns 0 when there was none that is due."""
    try:
        return _receive_oldest(BATCH)
    except Exception as error:  # one of them cannot be received: alone, it alone fails
        if _is_connection_lost():
            raise
        log.warning("received one by one", error=type(error).__name__)
        return _receive_oldest(1)


def _receive_oldest(limit: int) -> int:
    with transaction.atomic():
        rows = claim("intake", limit=limit)
        for workspace_id in {row.workspace_id for row in rows}:
            with tenant(workspace_id):
                _receive_all([row for row in rows if row.workspace_id == workspace_id])
    return len(rows)


def _receive_all(rows: Sequence[Outbox]) -> None:
    items = RawIntake.objects.select_for_update(of=("self",)).select_related("blob", "inbox")
    found = items.in_bulk([row.ref_id for row in rows])
    done = [row.id for row in rows if row.ref_id not in found]
    read_ones: list[tuple[Outbox, Item]] = []
    for row in rows:
        if intake := found.get(row.ref_id):
            try:
                arrival = read(content_of(intake.blob), intake.route, intake.envelope)
            except Exception as error:  # noqa: BLE001 (whatever it is, the item is kept, tried again, then shown)
                done += [row.id] if _failed(row, intake, error) else []
            else:
                read_ones.append((row, Item(intake, arrival, forced=intake.reason == "let_in")))
    Outbox.objects.filter(id__in=[*done, *_received(read_ones)]).delete()


def _received(read_ones: Sequence[tuple[Outbox, Item]]) -> list[int]:
    """The rows of the outbox that have done their duty."""
    if not read_ones:
        return []
    try:
        receive([item for _row, item in read_ones], actor=system(read_ones[0][0].workspace_id))
    except Exception as error:
        if _is_connection_lost() or len(read_ones) > 1:
            raise
        row, item = read_ones[0]
        return [row.id] if _failed(row, RawIntake.objects.get(id=item.intake.id), error) else []
    return [row.id for row, _item in read_ones]


def _is_connection_lost() -> bool:
    return connection.connection is None or connection.connection.closed


def _failed(row: Outbox, intake: RawIntake, error: Exception) -> bool:
    if trouble_of(error) == "disk_full":  # it says nothing about the mail
        log.error("disk full", intake_id=intake.id)
        row.error, row.due_at = "disk_full", now() + FULL_WAIT
        row.save(update_fields=["error", "due_at"])
        return False
    log.warning("mail not read", intake_id=intake.id, attempt=intake.attempts + 1, exc_info=error)
    intake.attempts += 1
    detail = f"{type(error).__name__}: {error}"
    if intake.attempts < MOST_TRIES:
        intake.save(update_fields=["attempts"])
        row.attempts, row.error = intake.attempts, type(error).__name__
        row.due_at = now() + timedelta(seconds=5**intake.attempts)
        row.save(update_fields=["attempts", "error", "due_at"])
        return False
    settle(intake, RawIntake.State.QUARANTINED, reason="unreadable", detail=detail, at=now())
    fact = IntakeSetAside(intake.inbox_id, intake.id, RawIntake.State.QUARANTINED, "unreadable")
    record(fact, actor=system(row.workspace_id), about=Subject())
    return True
