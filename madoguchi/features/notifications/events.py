"""What can happen to the rules of notifications. What people are told of is no fact of its own."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class NotificationRuleChanged(Fact):
    """Whether push and mail may say who wrote, and the beginning of it."""

    type: ClassVar[str] = "notification_rule.changed"
    shows_texts: bool
