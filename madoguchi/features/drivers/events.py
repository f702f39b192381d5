"""What can happen to drivers and causes."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class DriverCreated(Fact):
    type: ClassVar[str] = "driver.created"
    driver_id: int


@dataclass(frozen=True, slots=True)
class DriverChanged(Fact):
    """`changed` names the fields."""

    type: ClassVar[str] = "driver.changed"
    driver_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class DriverDeleted(Fact):
    type: ClassVar[str] = "driver.deleted"
    driver_id: int


@dataclass(frozen=True, slots=True)
class ConversationCaused(Fact):
    """It was said why it came: each of both fields with what it was before and is now."""

    type: ClassVar[str] = "conversation.caused"
    driver: tuple[int | None, int | None]
    avoidable: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ActiveCustomersSet(Fact):
    """`month` is its first day; null for `after`: taken out again."""

    type: ClassVar[str] = "active_customers.set"
    month: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ContactGoalSet(Fact):
    type: ClassVar[str] = "contact_goal.set"
    changed: list[str]
