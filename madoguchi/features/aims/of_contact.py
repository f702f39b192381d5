"""Aims when their contact is erased or exported. In a merge they follow their conversations."""

from typing import Any

from madoguchi.features.aims.models import Aim


def erase(contact_id: int) -> None:
    """What they said goes; that somebody asked counts on."""
    Aim.objects.filter(conversation__contact_id=contact_id).update(asked="", wish="", message=None)


def export(contact_id: int) -> dict[str, Any]:
    rows = Aim.objects.filter(conversation__contact_id=contact_id).order_by("id")
    names = ("conversation_id", "asked", "wish", "source", "state")
    return {"aims": list(rows.values(*names))}
