"""Contacts and companies, as the API shows them."""

from typing import Any, Literal

from django.db.models import Prefetch, QuerySet

from madoguchi.core.contacts.duplicates import Suggestion
from madoguchi.core.contacts.models import AttributeDefinition, Company, Contact, ContactMerge, Identity
from madoguchi.faces.api.fields import NamedRef, Shown, Time
from madoguchi.faces.api.masks import Mask

Kind = Literal["contact", "lead", "customer"]
IdentityKind = Literal["mail", "phone", "line", "external"]


class IdentityShown(Shown):
    """A mark by which a contact is recognised; masked for those who may not read personal data."""

    id: int
    kind: IdentityKind
    value: str


class ContactShown(Shown):
    """One person outside. `name` is made of the others as their language orders it."""

    id: int
    kind: Kind
    name: str
    family_name: str
    given_name: str
    family_name_kana: str
    given_name_kana: str
    display_name: str
    honorific: str
    language: str
    time_zone: str
    mark: Literal["", "vip", "caution"]
    mark_text: str
    company_id: int | None
    attributes: dict[str, Any]
    identities: list[IdentityShown]
    created_at: Time
    updated_at: Time
    blocked_at: Time | None
    erased_at: Time | None
    merged_into_id: int | None


class ContactPage(Shown):
    data: list[ContactShown]
    next: str | None


class MergeShown(Shown):
    """One contact made of two; can be undone as long as `undone_at` is null."""

    id: int
    kept_id: int
    merged_id: int
    at: Time
    undone_at: Time | None


class DuplicateShown(Shown):
    """Two contacts that may be one, and why."""

    first: NamedRef
    second: NamedRef
    why: Literal["furigana", "company", "phone", "mail"]


class DuplicatePage(Shown):
    data: list[DuplicateShown]
    next: None


class CompanyShown(Shown):
    """A customer's organisation; people who write from its `domains` join it."""

    id: int
    name: str
    name_kana: str
    domains: list[str]
    external_id: str
    attributes: dict[str, Any]
    created_at: Time


class CompanyPage(Shown):
    data: list[CompanyShown]
    next: str | None


class AttributeShown(Shown):
    """A custom attribute of contacts, companies or conversations."""

    id: int
    on: Literal["contact", "company", "conversation"]
    key: str
    label: str
    type: Literal["text", "number", "date", "boolean", "choice", "url"]
    choices: list[str]


class AttributePage(Shown):
    data: list[AttributeShown]
    next: None


def with_all(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """What a contact shows, in two queries."""
    return contacts.prefetch_related(Prefetch("identities", Identity.objects.order_by("id")))


def contact_of(row: Contact, mask: Mask) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "name": row.name,
        "family_name": row.family_name,
        "given_name": row.given_name,
        "family_name_kana": row.family_name_kana,
        "given_name_kana": row.given_name_kana,
        "display_name": row.display_name,
        "honorific": row.honorific,
        "language": row.language,
        "time_zone": row.time_zone,
        "mark": row.mark,
        "mark_text": row.mark_text,
        "company_id": row.company_id,
        "attributes": row.attributes,
        "identities": [identity_of(one, mask) for one in row.identities.all()],
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "blocked_at": row.blocked_at,
        "erased_at": row.erased_at,
        "merged_into_id": row.merged_into_id,
    }


def identity_of(row: Identity, mask: Mask) -> dict[str, Any]:
    return {"id": row.id, "kind": row.kind, "value": mask.identity(row.kind, row.value)}


def merge_of(row: ContactMerge) -> dict[str, Any]:
    return {
        "id": row.id,
        "kept_id": row.kept_id,
        "merged_id": row.merged_id,
        "at": row.at,
        "undone_at": row.undone_at,
    }


def duplicate_of(pair: Suggestion) -> dict[str, Any]:
    first, second = ({"id": one.id, "name": one.name} for one in (pair.first, pair.second))
    return {"first": first, "second": second, "why": pair.why}


def company_of(row: Company) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "name_kana": row.name_kana,
        "domains": row.domains,
        "external_id": row.external_id,
        "attributes": row.attributes,
        "created_at": row.created_at,
    }


def attribute_of(row: AttributeDefinition) -> dict[str, Any]:
    return {
        "id": row.id,
        "on": row.on,
        "key": row.key,
        "label": row.label,
        "type": row.type,
        "choices": row.choices,
    }
