"""Notes about a contact when it is merged, erased or exported. An export is for the person; notes are not."""

from typing import Any

from madoguchi.features.profiles.models import ContactNote


def move(source_id: int, target_id: int) -> list[int]:
    """Returns the notes that moved."""
    theirs = ContactNote.objects.filter(contact_id=source_id)
    ids = list(theirs.order_by("id").values_list("id", flat=True))
    theirs.update(contact_id=target_id)
    return ids


def move_back(moved: list[int], source_id: int, target_id: int) -> None:
    ContactNote.objects.filter(id__in=moved, contact_id=target_id).update(contact_id=source_id)


def erase(contact_id: int) -> None:
    ContactNote.objects.filter(contact_id=contact_id).delete()


def export(_contact_id: int) -> dict[str, Any]:
    return {}
