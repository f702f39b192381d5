"""Writing down a contact by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.addresses import mail_domain
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.events import ContactCreated
from madoguchi.core.contacts.fields import apply
from madoguchi.core.contacts.identities import give
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.steps import company_by_domain, index_names
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.workspaces.policies import Asking, require


def create_contact(fields: Mapping[str, Any], *, identities: Sequence[tuple[str, str]], actor: Asking) -> Contact:
    """A contact with `fields` (see contacts/fields.py) and identities as (kind, value).

    Without a company given, the mail domain chooses it. Raises Refused: "nameless" with neither name nor identity,
    "identity-taken" or "bad-identity" with the field "identities.0.value", or what is wrong in a field.
    """
    require(actor, "contact.update")
    with tenant(actor.workspace_id):
        contact = Contact(workspace_id=actor.workspace_id)
        apply(contact, fields)
        if not contact.name and not identities:
            raise Refused("nameless", _("Enter a name or an address."), field="family_name")
        contact.save(force_insert=True)
        for number, (kind, value) in enumerate(identities):
            identity = _given(contact, number, (kind, value), actor)
            if contact.company_id is None and kind == "mail" and "company_id" not in fields:
                contact.company_id = company_by_domain(actor.workspace_id, mail_domain(identity.value))
        contact.save(update_fields=["company"])
        index_names([contact], are_new=True)
        record(ContactCreated(""), actor=actor, about=Subject(contact_id=contact.id))
        return contact


def _given(contact: Contact, number: int, identity: tuple[str, str], actor: Asking) -> Identity:
    try:
        return give(contact, *identity, actor=actor)
    except Refused as error:
        raise Refused(error.code, error.text, field=f"identities.{number}.value") from error
