"""Everything about one person as a JSON object, for whoever asks what we know of them."""

from datetime import datetime
from typing import Any

from madoguchi.base.clock import now
from madoguchi.core.contacts.holdings import all_holdings
from madoguchi.core.contacts.models import Contact, Identity

TOLD = (
    "id",
    "kind",
    "family_name",
    "given_name",
    "family_name_kana",
    "given_name_kana",
    "display_name",
    "honorific",
    "language",
    "time_zone",
    "attributes",
    "created_at",
    "updated_at",
    "blocked_at",
    "erased_at",
)


def story_of(contact: Contact) -> dict[str, Any]:
    """The contact, their identities, those merged into them, and what every app above holds, by its name."""
    ids = [contact.id, *Contact.objects.filter(merged_into=contact).order_by("id").values_list("id", flat=True)]
    identities = Identity.objects.filter(contact_id__in=ids).order_by("id")
    return {
        "exported_at": now().isoformat(),
        "contact": {field: _plain(getattr(contact, field)) for field in TOLD},
        "company": contact.company.name if contact.company else None,
        "merged_ids": ids[1:],
        "identities": [
            {"kind": row.kind, "value": row.value, "created_at": row.created_at.isoformat()} for row in identities
        ],
        "held": {
            holding.name: [told for contact_id in ids if (told := holding.export(contact_id))]
            for holding in all_holdings()
        },
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
