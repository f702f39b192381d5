"""What can happen to a workspace."""

from dataclasses import dataclass
from typing import Any, ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class WorkspaceSetUp(Fact):
    """It begins, with its first administrator."""

    type: ClassVar[str] = "workspace.set_up"
    person_id: int


@dataclass(frozen=True, slots=True)
class WorkspaceChanged(Fact):
    """`changed` holds [before, after] by field."""

    type: ClassVar[str] = "workspace.changed"
    changed: dict[str, list[Any]]
