"""What can happen to saved views. Their names and conditions stay out of the ledger: they may name a person."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class ViewCreated(Fact):
    type: ClassVar[str] = "view.created"
    view_id: int
    shared: bool


@dataclass(frozen=True, slots=True)
class ViewChanged(Fact):
    """Its name, conditions, order, place, or who sees it."""

    type: ClassVar[str] = "view.changed"
    view_id: int
    shared: bool


@dataclass(frozen=True, slots=True)
class ViewDeleted(Fact):
    type: ClassVar[str] = "view.deleted"
    view_id: int
    shared: bool
