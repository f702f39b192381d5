"""Stopping a bulk, taking it back, and putting away the word of it."""

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.live import tell
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.scheduling import hold_back
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.features.bulk.events import BulkUndoBegun
from madoguchi.features.bulk.jobs import go_on_later
from madoguchi.features.bulk.models import UNDONE_WITHIN, Bulk, BulkItem
from madoguchi.features.bulk.queries import bulk_for
from madoguchi.features.bulk.steps import end


def cancel(bulk_id: int, *, actor: Actor) -> Bulk:
    """Do no more; what was done stays. Stopping what is over changes nothing."""
    with tenant(actor.workspace_id):
        bulk = bulk_for(bulk_id, actor, lock=True)
        if bulk.state == Bulk.State.RUNNING:
            end(bulk, Bulk.State.CANCELLED, actor)
        return bulk


def undo(bulk_id: int, *, actor: Actor) -> Bulk:
    """Take back what was done, as far as it still stands as it was left; a bulk that is running does no more.

    Raises Refused("too-late") UNDONE_WITHIN after its end. Undoing twice changes nothing.
    """
    with tenant(actor.workspace_id):
        bulk = bulk_for(bulk_id, actor, lock=True)
        if bulk.state in (Bulk.State.UNDOING, Bulk.State.UNDONE):
            return bulk
        if bulk.ended_at is not None and bulk.ended_at < now() - UNDONE_WITHIN:
            raise Refused("too-late", _("It is too late to undo this."))
        bulk.state, bulk.ended_at, bulk.dismissed_at = Bulk.State.UNDOING, None, None
        bulk.begun_id = record(BulkUndoBegun(bulk.id), actor=actor, about=Subject()).id
        bulk.save(update_fields=["state", "ended_at", "dismissed_at", "begun_id"])
        if bulk.verb == "reply":  # to take hundreds back takes longer than the rest of their hold
            done = bulk.items.filter(outcome=BulkItem.Outcome.DONE)
            hold_back(list(done.values_list("left__message", flat=True)), until=now() + UNDONE_WITHIN)
        go_on_later(bulk)
        return bulk


def dismiss(bulk_id: int, *, actor: Actor) -> None:
    """Show it no longer; it goes on, if it does."""
    with tenant(actor.workspace_id):
        bulk = bulk_for(bulk_id, actor, lock=True)
        bulk.dismissed_at = now()
        bulk.save(update_fields=["dismissed_at"])
        tell(actor.workspace_id, [f"person:{bulk.person_id}:bulks"])
