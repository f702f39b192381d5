"""What can happen to playbooks. Remarks stay out of the ledger."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class PlaybookChanged(Fact):
    """An article is a playbook now, or is offered for other topics and words; `is_playbook` false: no more."""

    type: ClassVar[str] = "playbook.changed"
    article_id: int
    is_playbook: bool


@dataclass(frozen=True, slots=True)
class PlaybookBegun(Fact):
    """Somebody follows a playbook in a conversation."""

    type: ClassVar[str] = "playbook.begun"
    article_id: int
    run_id: int


@dataclass(frozen=True, slots=True)
class PlaybookEnded(Fact):
    """A run is over. `state` is "done" or "left"; `reason` why it was left, one of Run.Reason."""

    type: ClassVar[str] = "playbook.ended"
    article_id: int
    run_id: int
    state: str
    reason: str
