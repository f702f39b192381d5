"""What can happen to scenarios."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class ScenarioSaved(Fact):
    type: ClassVar[str] = "scenario.saved"
    scenario_id: int


@dataclass(frozen=True, slots=True)
class ScenarioDeleted(Fact):
    type: ClassVar[str] = "scenario.deleted"
    scenario_id: int
