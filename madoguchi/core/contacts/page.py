"""What is shown beside a conversation, and on a contact's own page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.core.contacts.duplicates import Suggestion, duplicates_of
from madoguchi.core.contacts.models import AttributeDefinition, Contact, ContactMerge, Identity
from madoguchi.core.contacts.queries import contact_for, definitions_of, last_merge_of
from madoguchi.core.workspaces.policies import Asking


@dataclass(frozen=True, slots=True)
class ShownIdentity:
    """`value` is masked for those who may not read personal data."""

    id: int
    kind: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One contact as an actor may see it. `attributes` has those that are defined, set or not."""

    contact: Contact
    identities: list[ShownIdentity]
    attributes: list[tuple[AttributeDefinition, Any]]
    duplicates: list[Suggestion]
    merge: ContactMerge | None


def contact_page(contact_id: int, *, actor: Asking) -> ContactPage:
    """Raises NotAllowed when it is not there for this actor. Seven queries."""
    contact = contact_for(contact_id, actor)
    definitions = definitions_of("contact", actor=actor)
    return ContactPage(
        contact=contact,
        identities=identities_of(contact, actor=actor),
        attributes=[(row, contact.attributes.get(row.key)) for row in definitions],
        duplicates=duplicates_of(contact, actor=actor) if actor.may("contact.merge") else [],
        merge=last_merge_of(contact) if actor.may("contact.merge") else None,
    )


def identities_of(contact: Contact, *, actor: Asking) -> list[ShownIdentity]:
    """Those of one contact."""
    return shown_identities(Identity.objects.filter(contact=contact), actor=actor)


def shown_identities(identities: Iterable[Identity], *, actor: Asking) -> list[ShownIdentity]:
    """The oldest first, mail before the rest."""
    plain = actor.may("personal_data.read")
    rows = sorted(identities, key=lambda row: (row.kind != "mail", row.id))
    return [
        ShownIdentity(row.id, row.kind, row.get_kind_display(), row.value if plain else masked(row.kind, row.value))
        for row in rows
    ]


def masked(kind: str, value: str) -> str:
    """Enough to tell two apart, too little to use."""
    if kind == "mail":
        local, _at, domain = value.rpartition("@")
        return f"{local[:1]}•••@{domain}"
    return f"•••{value[-4:]}" if kind == "phone" else "•••"


def why_text(suggestion: Suggestion) -> str:
    """Why two contacts may be one, for people."""
    return {
        "furigana": _("Same furigana"),
        "company": _("Same name and company"),
        "phone": _("Same name and telephone number"),
        "mail": _("Same name and similar mail address"),
    }[suggestion.why]
