"""What can happen to ratings."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class ConversationRated(Fact):
    """The customer said how content they are, from 1 to 5; `before` is what they said first, null for nothing."""

    type: ClassVar[str] = "conversation.rated"
    rating_id: int
    before: int | None
    score: int
