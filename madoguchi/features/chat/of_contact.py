"""Visitors when their contact is erased or exported. In a merge they follow the identities, which name them."""

from typing import Any

from django.db.models import QuerySet

from madoguchi.core.contacts.models import Identity
from madoguchi.features.chat.models import Upload, Visitor
from madoguchi.features.chat.steps import drop_unsent


def erase(contact_id: int) -> None:
    visitors = _visitors(contact_id)
    drop_unsent(Upload.objects.filter(owner__in=visitors.values("digest")))
    visitors.delete()


def export(contact_id: int) -> dict[str, Any]:
    """`facts` as their devices told them."""
    return {
        "visits": [
            {
                "site": visitor.site,
                "language": visitor.language,
                "facts": visitor.facts,
                "created_at": visitor.created_at.isoformat(),
                "last_seen_at": visitor.last_seen_at.isoformat(),
            }
            for visitor in _visitors(contact_id).order_by("id")
        ]
    }


def _visitors(contact_id: int) -> "QuerySet[Visitor]":
    names = Identity.objects.filter(contact_id=contact_id, kind=Identity.Kind.VISITOR).values("value")
    return Visitor.objects.filter(name__in=names)
