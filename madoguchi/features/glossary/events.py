"""What can happen to the glossary. Words stay out of the ledger."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class TermCreated(Fact):
    type: ClassVar[str] = "term.created"
    term_id: int


@dataclass(frozen=True, slots=True)
class TermChanged(Fact):
    """`changed` names the fields; "synonyms" among them."""

    type: ClassVar[str] = "term.changed"
    term_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class TermDeleted(Fact):
    type: ClassVar[str] = "term.deleted"
    term_id: int
