"""What can happen to notes about contacts, and to the links that lead out from them."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class ContactNoteAdded(Fact):
    type: ClassVar[str] = "contact.note_added"
    note_id: int


@dataclass(frozen=True, slots=True)
class ContactNoteChanged(Fact):
    """`changed` names the fields: "text", "is_pinned"."""

    type: ClassVar[str] = "contact.note_changed"
    note_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class ContactNoteDeleted(Fact):
    type: ClassVar[str] = "contact.note_deleted"
    note_id: int


@dataclass(frozen=True, slots=True)
class ContactLinkCreated(Fact):
    type: ClassVar[str] = "contact_link.created"
    link_id: int


@dataclass(frozen=True, slots=True)
class ContactLinkChanged(Fact):
    type: ClassVar[str] = "contact_link.changed"
    link_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class ContactLinkDeleted(Fact):
    type: ClassVar[str] = "contact_link.deleted"
    link_id: int
