"""What was written down about a contact's questions, when they are erased or exported. In a merge it follows them."""

from typing import Any

from madoguchi.features.kinds.models import ConversationKind


def erase(contact_id: int) -> None:
    """The type counts on; what they told goes."""
    ConversationKind.objects.filter(conversation__contact_id=contact_id).exclude(values={}).update(values={})


def export(contact_id: int) -> dict[str, Any]:
    rows = ConversationKind.objects.filter(conversation__contact_id=contact_id, kind__isnull=False).order_by("id")
    return {
        "types_of_questions": [
            {"conversation_id": row.conversation_id, "type": row.kind.name if row.kind else "", "told": row.values}
            for row in rows.select_related("kind")
        ]
    }
