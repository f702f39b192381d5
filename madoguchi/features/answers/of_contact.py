"""Answers when their contact is erased or exported. In a merge they follow their conversations."""

from typing import Any

from madoguchi.features.answers.models import Answer, AnswerMeaning, Ranked


def erase(contact_id: int) -> None:
    """What counted counts on; what was looked at for their question goes, and what it means."""
    AnswerMeaning.objects.filter(conversation__contact_id=contact_id).delete()
    Ranked.objects.filter(conversation__contact_id=contact_id).delete()
    Answer.objects.filter(conversation__contact_id=contact_id).update(looked_at=[])


def export(contact_id: int) -> dict[str, Any]:
    rows = Answer.objects.filter(conversation__contact_id=contact_id).select_related("text", "feature").order_by("id")
    return {
        "answers": [
            {
                "conversation_id": row.conversation_id,
                "article": row.text.title if row.text else None,
                "feature": row.feature.name if row.feature else None,
                "state": row.state,
                "at": row.at.isoformat(),
            }
            for row in rows
        ]
    }
