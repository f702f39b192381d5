"""The intake lane of the worker: takes what was accepted, reads it, and lets the core receive it.

The row of the outbox stays locked from the claim to the commit of the message, so a worker that is killed
at any line leaves the item to the next one, and no item is read by two at once.
"""

from datetime import timedelta

import structlog
from django.db import transaction

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.config.mail_reading import read
from madoguchi.core.conversations.actions.receive import receive
from madoguchi.core.events.dispatch import claim
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.events.models import Outbox
from madoguchi.core.inboxes.events import IntakeSetAside
from madoguchi.core.inboxes.models import RawIntake
from madoguchi.core.inboxes.steps import content_of, settle
from madoguchi.core.people.actor import system

log = structlog.get_logger(__name__)

MOST_TRIES = 3


def receive_one() -> int:
    """Work off one accepted item. Returns 0 when there was none that is due."""
    with transaction.atomic():
        rows = claim("intake", limit=1)
        for row in rows:
            with tenant(row.workspace_id):
                _receive(row)
    return len(rows)


def _receive(row: Outbox) -> None:
    intake = RawIntake.objects.select_related("blob").get(id=row.ref_id)
    try:
        with transaction.atomic():
            arrival = read(content_of(intake.blob), intake.envelope)
            receive(intake.id, arrival, actor=system(row.workspace_id), forced=intake.reason == "let_in")
    except Exception as error:
        if transaction.get_connection().connection is None or transaction.get_connection().connection.closed:
            raise
        _failed(row, intake, error)
    else:
        row.delete()


def _failed(row: Outbox, intake: RawIntake, error: Exception) -> None:
    log.warning("mail not read", intake_id=intake.id, attempt=intake.attempts + 1, exc_info=error)
    intake.attempts += 1
    detail = f"{type(error).__name__}: {error}"
    if intake.attempts < MOST_TRIES:
        intake.save(update_fields=["attempts"])
        row.attempts, row.error = intake.attempts, type(error).__name__
        row.due_at = now() + timedelta(seconds=5**intake.attempts)
        row.save(update_fields=["attempts", "error", "due_at"])
        return
    settle(intake, RawIntake.State.QUARANTINED, reason="unreadable", detail=detail, at=now())
    fact = IntakeSetAside(intake.inbox_id, intake.id, RawIntake.State.QUARANTINED, "unreadable")
    record(fact, actor=system(row.workspace_id), about=Subject())
    row.delete()
