"""A visitor wrote to us by another way than the form of the help centre."""

from madoguchi.base.tenancy import tenant
from madoguchi.features.articles.visitors import Visit
from madoguchi.features.deflection import steps


def contacted(conversation_id: int, *, visit: Visit) -> None:
    """In a chat; what they had read before stands beside it then. It may run twice."""
    with tenant(visit.workspace_id):
        steps.note_contact(conversation_id, visit)
