"""What can happen at the chats."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class ChatSeatChanged(Fact):
    """Somebody takes chats or does not, or another number of them at once."""

    type: ClassVar[str] = "chat.seat_changed"
    person_id: int
    is_available: bool
    capacity: int
