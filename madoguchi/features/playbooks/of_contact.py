"""Runs of playbooks when their contact is erased. In a merge they follow their conversations."""

from madoguchi.features.playbooks.models import Run


def erase(contact_id: int) -> None:
    """What was remarked of their matter goes; that a procedure was followed counts on."""
    Run.objects.filter(conversation__contact_id=contact_id).update(remark="")
