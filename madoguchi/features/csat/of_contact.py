"""Ratings when their contact is erased or exported. In a merge they follow their conversations."""

from typing import Any

from madoguchi.features.csat.models import Rating


def erase(contact_id: int) -> None:
    """The score counts on; what they wrote goes."""
    Rating.objects.filter(conversation__contact_id=contact_id).exclude(comment="").update(comment="")


def export(contact_id: int) -> dict[str, Any]:
    rows = Rating.objects.filter(conversation__contact_id=contact_id, score__isnull=False).order_by("id")
    return {
        "ratings": [
            {"score": row.score, "comment": row.comment, "rated_at": row.rated_at.isoformat() if row.rated_at else None}
            for row in rows
        ]
    }
