"""What can happen to business hours."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class HoursCreated(Fact):
    type: ClassVar[str] = "hours.created"
    hours_id: int


@dataclass(frozen=True, slots=True)
class HoursChanged(Fact):
    """`changed` names the fields."""

    type: ClassVar[str] = "hours.changed"
    hours_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class HoursDeleted(Fact):
    type: ClassVar[str] = "hours.deleted"
    hours_id: int
