"""What can happen to types of questions."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class KindSaved(Fact):
    """A type was made or changed, with what it asks."""

    type: ClassVar[str] = "kind.saved"
    kind_id: int


@dataclass(frozen=True, slots=True)
class KindDeleted(Fact):
    type: ClassVar[str] = "kind.deleted"
    kind_id: int


@dataclass(frozen=True, slots=True)
class ConversationKindSet(Fact):
    """A conversation is of another type. `by`: machine, customer, person; `sure` in percent, of the classifier."""

    type: ClassVar[str] = "conversation.kind_set"
    kind: tuple[int | None, int | None]
    by: str
    sure: int | None


@dataclass(frozen=True, slots=True)
class ConversationKindFilled(Fact):
    """Some of what its type asks was written down; `fields` by their ids."""

    type: ClassVar[str] = "conversation.kind_filled"
    fields: list[int]
