"""Reading notes about contacts, and the links of a workspace."""

from django.db.models import F, QuerySet

from madoguchi.core.contacts.models import Contact
from madoguchi.core.contacts.queries import everyone_visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.features.profiles.models import ContactLink, ContactNote

PINNED_FIRST = ("-is_pinned", "-id")


def notes_visible_to(actor: Actor) -> QuerySet[ContactNote]:
    """The notes about the contacts that an actor sees. A free text cannot be masked: whoever may not read personal
    data reads none."""
    found = ContactNote.objects.filter(workspace_id=actor.workspace_id)
    if not actor.may("personal_data.read"):
        return found.none()
    if actor.inbox_ids is not None:
        found = found.filter(contact__in=everyone_visible_to(actor))
    return found


def notes_about(contact: Contact, actor: Actor) -> QuerySet[ContactNote]:
    """Those about one contact with their authors, the pinned ones first, then the newest."""
    return notes_visible_to(actor).filter(contact=contact).select_related("person").order_by(*PINNED_FIRST)


def links_of(actor: Actor) -> QuerySet[ContactLink]:
    """The links that lead out from every contact, by name."""
    found = ContactLink.objects.filter(workspace_id=actor.workspace_id).order_by("name", F("id"))
    return found if actor.may("contact.read") else found.none()
