"""The words of a contact when it is merged, erased or exported."""

from typing import Any

from madoguchi.features.glossary.models import ContactWord


def move(source_id: int, target_id: int) -> list[int]:
    """Returns the rows that moved; what both say alike stays where it is, and goes with its contact."""
    own = set(ContactWord.objects.filter(contact_id=target_id).values_list("term_id", "word"))
    theirs = ContactWord.objects.filter(contact_id=source_id).order_by("id")
    ids = [row.id for row in theirs if (row.term_id, row.word) not in own]
    ContactWord.objects.filter(id__in=ids).update(contact_id=target_id)
    return ids


def move_back(moved: list[int], source_id: int, target_id: int) -> None:
    ContactWord.objects.filter(id__in=moved, contact_id=target_id).update(contact_id=source_id)


def erase(contact_id: int) -> None:
    ContactWord.objects.filter(contact_id=contact_id).delete()


def export(contact_id: int) -> dict[str, Any]:
    rows = ContactWord.objects.filter(contact_id=contact_id).select_related("term").order_by("id")
    return {
        "words": [
            {"word": row.word, "term": row.term.name, "times": row.times, "last_at": row.last_at.isoformat()}
            for row in rows
        ]
    }
