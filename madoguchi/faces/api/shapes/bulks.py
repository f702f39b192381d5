"""What is done to many conversations at once, as the API shows it."""

from typing import Any, Literal

from madoguchi.faces.api.fields import Shown, Time
from madoguchi.features.bulk.models import Bulk, BulkItem

VerbName = Literal[
    "assign", "team", "tag", "untag", "priority", "snooze", "resolve", "reopen", "spam", "not_spam", "reply"
]


class BulkShown(Shown):
    """`done`, `unchanged` and `refused` count its conversations; `undone` and `kept` those of `done`, after undoing."""

    id: int
    verb: VerbName
    state: Literal["running", "done", "cancelled", "undoing", "undone", "failed"]
    total: int
    done: int
    unchanged: int
    refused: int
    undone: int
    kept: int
    created_at: Time
    ended_at: Time | None


class BulkPage(Shown):
    data: list[BulkShown]
    next: str | None


class BulkItemShown(Shown):
    """One conversation. `code` and `reason` say why it was refused, or not undone; `outcome` "" is still to come."""

    conversation_id: int
    outcome: Literal["", "done", "unchanged", "refused", "undone", "kept"]
    code: str
    reason: str


class BulkItemPage(Shown):
    data: list[BulkItemShown]
    next: str | None


def bulk_of(row: Bulk) -> dict[str, Any]:
    return {
        "id": row.id,
        "verb": row.verb,
        "state": row.state,
        "total": row.total,
        "done": row.done,
        "unchanged": row.unchanged,
        "refused": row.refused,
        "undone": row.undone,
        "kept": row.kept,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
    }


def item_of(row: BulkItem) -> dict[str, Any]:
    return {
        "conversation_id": row.conversation_id,
        "outcome": row.outcome,
        "code": row.code,
        "reason": row.reason,
    }
