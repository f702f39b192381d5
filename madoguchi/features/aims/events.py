"""What can happen to the aim of a conversation. Its words stay out of the ledger."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class AimSettled(Fact):
    """A person confirmed what a customer asks and wants to do, or (`changed`) said it better."""

    type: ClassVar[str] = "conversation.aim_settled"
    changed: bool
