"""Changing what is known about a contact."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.events import (
    ContactBlocked,
    ContactChanged,
    ContactUnblocked,
    IdentityAdded,
    IdentityRemoved,
)
from madoguchi.core.contacts.fields import NAMES, apply
from madoguchi.core.contacts.identities import give
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.queries import locked
from madoguchi.core.contacts.steps import index_names
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.workspaces.policies import Asking, require


def update_contact(contact_id: int, changes: Mapping[str, Any], *, actor: Asking) -> Contact:
    """Change the fields named (see contacts/fields.py); the others stay. Raises Refused with the field."""
    require(actor, "contact.update")
    with tenant(actor.workspace_id):
        contact = locked(contact_id, actor)
        changed = apply(contact, changes)
        if changed:
            contact.save()
            if NAMES & set(changed):
                index_names([contact])
            record(ContactChanged(changed), actor=actor, about=Subject(contact_id=contact.id))
        return contact


def add_identity(contact_id: int, *, kind: str, value: str, actor: Asking) -> Identity:
    """Raises Refused("bad-identity") or Refused("identity-taken"), which names the other contact if visible."""
    require(actor, "contact.update")
    with tenant(actor.workspace_id):
        contact = locked(contact_id, actor)
        identity = give(contact, kind, value, actor=actor)
        record(IdentityAdded(identity.id, identity.kind), actor=actor, about=Subject(contact_id=contact.id))
        return identity


def remove_identity(identity_id: int, *, actor: Asking) -> None:
    """The next mail from a removed address makes a new contact."""
    require(actor, "contact.update")
    with tenant(actor.workspace_id):
        identity = Identity.objects.select_for_update().filter(id=identity_id).first()
        if identity is None:
            raise NotAllowed("not-found", _("This contact does not exist."))
        contact = locked(identity.contact_id, actor)
        identity.delete()
        record(IdentityRemoved(identity_id, identity.kind), actor=actor, about=Subject(contact_id=contact.id))


def block(contact_id: int, *, actor: Asking) -> Contact:
    """What they send from now on goes where spam goes."""
    require(actor, "contact.block")
    with tenant(actor.workspace_id):
        contact = locked(contact_id, actor)
        if contact.blocked_at is None:
            contact.blocked_at = now()
            contact.save(update_fields=["blocked_at"])
            record(ContactBlocked(), actor=actor, about=Subject(contact_id=contact.id))
        return contact


def unblock(contact_id: int, *, actor: Asking) -> Contact:
    require(actor, "contact.block")
    with tenant(actor.workspace_id):
        contact = locked(contact_id, actor)
        if contact.blocked_at is not None:
            contact.blocked_at = None
            contact.save(update_fields=["blocked_at"])
            record(ContactUnblocked(), actor=actor, about=Subject(contact_id=contact.id))
        return contact
