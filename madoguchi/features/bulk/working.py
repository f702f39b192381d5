"""Working a bulk off, a few conversations a transaction: killed at any point, it goes on with what is left.

What is done to a conversation, what became of it, and the count are one transaction. Each is done under the rights that
the person has now; whoever has lost them gets a refusal for each of the rest.
"""

import time
from collections import Counter

import structlog
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.base.errors import Refused
from madoguchi.base.jobs import close_at_last
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.events.ledger import because_of
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor, system
from madoguchi.core.people.models import Person
from madoguchi.core.people.queries import acting_now
from madoguchi.features.bulk.jobs import TRIES, go_on_later
from madoguchi.features.bulk.models import Bulk, BulkItem
from madoguchi.features.bulk.steps import end, tell_progress
from madoguchi.features.bulk.verbs import VERBS, Change

log = structlog.get_logger(__name__)

AT_ONCE = 10  # conversations a transaction, whose rows nobody else can change meanwhile
SECONDS = 1.0  # then another job has its turn
Outcome = BulkItem.Outcome


def try_to_go_on(bulk_id: int, *, workspace_id: int, tried: int) -> None:
    """Do the next part, after so many tries of it; at last the bulk is closed. What was done stays, to be undone."""
    close_at_last(
        tried,
        TRIES,
        do=lambda: go_on(bulk_id, workspace_id=workspace_id),
        close=lambda _error: _give_up(bulk_id, workspace_id),
    )


def _give_up(bulk_id: int, workspace_id: int) -> None:
    """May run twice."""
    with tenant(workspace_id):
        bulk = Bulk.objects.select_for_update(of=("self",)).filter(id=bulk_id).first()
        if bulk is not None and bulk.is_moving:
            end(bulk, Bulk.State.FAILED, system(workspace_id))


def go_on(bulk_id: int, *, workspace_id: int) -> None:
    """Work for SECONDS, and come back later if there is more."""
    until = time.monotonic() + SECONDS
    while _do_some(bulk_id, workspace_id):
        if time.monotonic() >= until:
            break
    else:
        return
    with tenant(workspace_id):
        bulk = Bulk.objects.select_for_update().filter(id=bulk_id).first()
        if bulk is not None and bulk.is_moving:
            tell_progress(bulk)
            go_on_later(bulk)


def _do_some(bulk_id: int, workspace_id: int) -> bool:
    """One transaction. False when there is nothing left to do."""
    with tenant(workspace_id):
        bulk = Bulk.objects.select_for_update(of=("self",)).select_related("person__user").filter(id=bulk_id).first()
        if bulk is None or not bulk.is_moving:
            return False
        is_undo = bulk.state == Bulk.State.UNDOING
        wanted = Outcome.DONE if is_undo else Outcome.WAITING
        left = list(bulk.items.filter(outcome=wanted).order_by("conversation_id")[: AT_ONCE + 1])
        items = left[:AT_ONCE]
        actor = acting_now(bulk.person, bulk.token_id)
        with override(_language(bulk.person)), because_of(Event.objects.get(id=bulk.begun_id or 0)):
            for item in items:
                (_undo if is_undo else _do)(item, bulk, actor)
        BulkItem.objects.bulk_update(items, ["outcome", "code", "reason", "before", "left"])
        _count(bulk, items)
        if len(left) > AT_ONCE:
            return True
        end(bulk, Bulk.State.UNDONE if is_undo else Bulk.State.DONE, actor or f"person:{bulk.person_id}")
        return False


def _do(item: BulkItem, bulk: Bulk, actor: Actor | None) -> None:
    verb = VERBS[bulk.verb]
    try:
        with tenant(bulk.workspace_id):
            change = verb.do(locked(item.conversation_id, _allowed(actor)), bulk.parameters, _allowed(actor))
            item.before, item.left = change.before, change.left
            item.outcome = Outcome.DONE if change else Outcome.UNCHANGED
    except Exception as error:  # noqa: BLE001 (one conversation; the others must not suffer)
        _refuse(item, Outcome.REFUSED, error)


def _undo(item: BulkItem, bulk: Bulk, actor: Actor | None) -> None:
    verb = VERBS[bulk.verb]
    try:
        with tenant(bulk.workspace_id):
            locked(item.conversation_id, _allowed(actor))
            change = Change(item.before, item.left)
            if verb.undo(item.conversation_id, change, bulk.parameters, _allowed(actor)):
                item.outcome = Outcome.UNDONE
            else:
                item.outcome, item.code = Outcome.KEPT, "changed-since"
                item.reason = _("Somebody has changed it since.")
    except Exception as error:  # noqa: BLE001 (one conversation; the others must not suffer)
        _refuse(item, Outcome.KEPT, error)


def _refuse(item: BulkItem, outcome: str, error: Exception) -> None:
    """An expected no in its words; anything else is logged, and said."""
    if isinstance(error, DatabaseError):
        raise error
    item.outcome = outcome
    if isinstance(error, Refused):
        item.code, item.reason = error.code[:40], (error.text or _("This conversation does not exist."))[:200]
        return
    log.error("bulk failed on a conversation", bulk=item.bulk_id, conversation=item.conversation_id, exc_info=error)
    item.code, item.reason = "failed", _("Something went wrong")


def _count(bulk: Bulk, items: list[BulkItem]) -> None:
    for outcome, number in Counter(item.outcome for item in items).items():
        setattr(bulk, outcome, getattr(bulk, outcome) + number)
    bulk.save(update_fields=["done", "unchanged", "refused", "undone", "kept"])


def _allowed(actor: Actor | None) -> Actor:
    if actor is None:
        raise Refused("not-allowed", _("Your role does not allow this."))
    return actor


def _language(person: Person) -> str:
    return person.user.language if person.user else "ja"
