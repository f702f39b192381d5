"""What can happen to a contact or a company. Ids and names of fields; never what was written in them."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class ContactCreated(Fact):
    """`by` is the kind of identity that made them known ("mail"), "" when a person wrote them down."""

    type: ClassVar[str] = "contact.created"
    by: str


@dataclass(frozen=True, slots=True)
class ContactChanged(Fact):
    """`changed` names the fields; attributes as "attributes.<key>"."""

    type: ClassVar[str] = "contact.changed"
    changed: list[str]


@dataclass(frozen=True, slots=True)
class IdentityAdded(Fact):
    type: ClassVar[str] = "identity.added"
    identity_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class IdentityRemoved(Fact):
    type: ClassVar[str] = "identity.removed"
    identity_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class ContactsMerged(Fact):
    """About the contact that was kept."""

    type: ClassVar[str] = "contact.merged"
    merge_id: int
    merged_id: int


@dataclass(frozen=True, slots=True)
class MergeUndone(Fact):
    type: ClassVar[str] = "contact.merge_undone"
    merge_id: int
    merged_id: int


@dataclass(frozen=True, slots=True)
class DuplicateDismissed(Fact):
    type: ClassVar[str] = "contact.duplicate_dismissed"
    other_id: int


@dataclass(frozen=True, slots=True)
class ContactBlocked(Fact):
    type: ClassVar[str] = "contact.blocked"


@dataclass(frozen=True, slots=True)
class ContactUnblocked(Fact):
    type: ClassVar[str] = "contact.unblocked"


@dataclass(frozen=True, slots=True)
class ContactErased(Fact):
    type: ClassVar[str] = "contact.erased"


@dataclass(frozen=True, slots=True)
class ContactExported(Fact):
    type: ClassVar[str] = "contact.exported"


@dataclass(frozen=True, slots=True)
class CompanyCreated(Fact):
    type: ClassVar[str] = "company.created"
    company_id: int


@dataclass(frozen=True, slots=True)
class CompanyChanged(Fact):
    type: ClassVar[str] = "company.changed"
    company_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class CompanyDeleted(Fact):
    type: ClassVar[str] = "company.deleted"
    company_id: int


@dataclass(frozen=True, slots=True)
class AttributeDefined(Fact):
    type: ClassVar[str] = "attribute.defined"
    definition_id: int


@dataclass(frozen=True, slots=True)
class AttributeChanged(Fact):
    type: ClassVar[str] = "attribute.changed"
    definition_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class AttributeDeleted(Fact):
    type: ClassVar[str] = "attribute.deleted"
    definition_id: int
