"""The one thing that a GET writes."""

from madoguchi.core.people.steps import audit_view
from madoguchi.faces.desk.seat import DeskRequest


def note_view(request: DeskRequest, contact_id: int) -> None:
    """Who looked at whose data, once an hour."""
    address = request.META.get("REMOTE_ADDR")
    audit_view("contact.viewed", actor=request.seat.actor, subject=f"contact:{contact_id}", address=address)
