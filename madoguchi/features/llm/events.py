"""What can happen to the language model."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class LanguageModelChanged(Fact):
    """It was connected, or its settings changed; `changed` names them, never what they are."""

    type: ClassVar[str] = "language_model.changed"
    changed: list[str]
