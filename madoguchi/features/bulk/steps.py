"""Changes of a locked bulk."""

from madoguchi.base.clock import now
from madoguchi.base.live import tell
from madoguchi.core.events.ledger import Fact, Subject, record
from madoguchi.features.bulk.events import BulkEnded, BulkUndone
from madoguchi.features.bulk.models import Bulk

LISTS_EVERY = 4  # seconds


def end(bulk: Bulk, state: str, actor: object) -> None:
    """It is over, in this state; undoing begins to be too late from now on."""
    bulk.state, bulk.ended_at = state, now()
    bulk.save()
    record(_fact(bulk), actor=actor, about=Subject())
    tell_progress(bulk)


def tell_progress(bulk: Bulk) -> None:
    """Let the pages of its person show how far it is; and now and then let everybody's lists be read again, which are
    not told of its single conversations (faces/live/subscriber.py): hundreds of pages would ask several times a second.
    """
    mine = [f"person:{bulk.person_id}:bulks"]
    is_time = bulk.ended_at is not None or int((now() - bulk.created_at).total_seconds()) % LISTS_EVERY == 0
    tell(bulk.workspace_id, [*mine, "conversations"] if is_time else mine)


def _fact(bulk: Bulk) -> Fact:
    if bulk.state == Bulk.State.UNDONE:
        return BulkUndone(bulk.id, bulk.undone, bulk.kept)
    return BulkEnded(
        bulk.id,
        bulk.verb,
        bulk.done,
        bulk.unchanged,
        bulk.refused,
        bulk.state in (Bulk.State.CANCELLED, Bulk.State.FAILED),
        bulk.parameters.get("person"),
        bulk.parameters.get("team"),
    )
