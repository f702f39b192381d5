"""Contacts: names with their readings, company, addresses and numbers, and what is noted in their attributes."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from madoguchi.core.contacts.models import Company, Contact, Identity
from madoguchi.features.search.document import NAME, TEXT, Document, Part

JAPAN = "+81"


def documents(ids: Collection[int]) -> Iterator[Document]:
    """Those that live (not merged away, not erased), in two queries."""
    identities: dict[int, list[Identity]] = defaultdict(list)
    for identity in Identity.objects.filter(contact_id__in=ids).order_by("id"):
        identities[identity.contact_id].append(identity)
    living = Contact.objects.filter(id__in=ids, merged_into__isnull=True, erased_at__isnull=True)
    for contact in living.select_related("company").order_by("id"):
        parts = [*name_parts(contact), Part(contact.mark_text, TEXT), *attribute_parts(contact.attributes)]
        if contact.company is not None:
            parts += company_parts(contact.company)
        parts += [part for identity in identities[contact.id] for part in _identity_parts(identity)]
        yield Document(contact.id, contact.created_at, tuple(parts))


def ids_behind(contact_id: int, most: int) -> list[int]:
    return list(Contact.objects.filter(id__gt=contact_id).order_by("id").values_list("id", flat=True)[:most])


def last_id() -> int:
    return Contact.objects.order_by("-id").values_list("id", flat=True).first() or 0


def name_parts(contact: Contact) -> Iterator[Part]:
    for name, reading in (
        (contact.family_name, contact.family_name_kana),
        (contact.given_name, contact.given_name_kana),
        (contact.display_name, ""),
    ):
        if name:
            yield Part(name, NAME, reading=reading)


def company_parts(company: Company) -> Iterator[Part]:
    yield Part(company.name, NAME, reading=company.name_kana)


def attribute_parts(attributes: Mapping[str, Any]) -> Iterator[Part]:
    """The values that are texts."""
    return (Part(value, TEXT) for value in attributes.values() if isinstance(value, str) and value)


def _identity_parts(identity: Identity) -> Iterator[Part]:
    yield Part(identity.value, NAME, is_personal=True)
    if identity.kind == Identity.Kind.PHONE and identity.value.startswith(JAPAN):
        yield Part("0" + identity.value.removeprefix(JAPAN), NAME, is_personal=True)
