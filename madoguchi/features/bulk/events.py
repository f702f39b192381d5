"""What can happen to a bulk. Each fact about one of its conversations names `bulk.begun` (or `bulk.undo_begun`) as its
cause: who tells people of single facts leaves those out, and tells of `bulk.ended` instead."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class BulkBegun(Fact):
    type: ClassVar[str] = "bulk.begun"
    bulk_id: int
    verb: str
    total: int


@dataclass(frozen=True, slots=True)
class BulkEnded(Fact):
    """`person_id` and `team_id` are whom it gave them to, where it did. `cancelled`: before it was through, by
    somebody or because it broke off each time."""

    type: ClassVar[str] = "bulk.ended"
    bulk_id: int
    verb: str
    done: int
    unchanged: int
    refused: int
    cancelled: bool
    person_id: int | None
    team_id: int | None


@dataclass(frozen=True, slots=True)
class BulkUndoBegun(Fact):
    type: ClassVar[str] = "bulk.undo_begun"
    bulk_id: int


@dataclass(frozen=True, slots=True)
class BulkUndone(Fact):
    """`kept`: those that could not be taken back."""

    type: ClassVar[str] = "bulk.undone"
    bulk_id: int
    undone: int
    kept: int
