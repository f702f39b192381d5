"""What can happen to promises."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class PromiseMade(Fact):
    """A reply that went out says by when we do something (ISO 8601)."""

    type: ClassVar[str] = "promise.made"
    message_id: int
    due_at: str
