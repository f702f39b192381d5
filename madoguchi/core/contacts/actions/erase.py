"""The right to be forgotten, and the right to know (GDPR articles 17 and 15; APPI articles 33 and 35)."""

from typing import Any

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.events import ContactErased, ContactExported
from madoguchi.core.contacts.holdings import all_holdings
from madoguchi.core.contacts.models import Contact, ContactKey, ContactMerge, Identity, NotDuplicate
from madoguchi.core.contacts.queries import contact_for, locked
from madoguchi.core.contacts.story import story_of
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.workspaces.policies import Asking, require

PERSONAL = (
    *("family_name", "given_name", "family_name_kana", "given_name_kana", "display_name", "time_zone"),
    *("mark", "mark_text"),
)


def erase_contact(contact_id: int, *, actor: Asking) -> None:
    """Take away every name, address, text and file of a person, and of those merged into them, for good.

    The row stays, empty, with `erased_at`: conversations keep their number and their figures. The ledger holds
    ids alone and stays as it is.
    """
    require(actor, "contact.erase")
    with tenant(actor.workspace_id):
        contact = locked(contact_id, actor)
        for one in [contact, *_merged_into(contact)]:
            _erase(one)
        record(ContactErased(), actor=actor, about=Subject(contact_id=contact.id))


def export_contact(contact_id: int, *, actor: Asking) -> dict[str, Any]:
    """All that is kept about one person, as a JSON object. The export itself is a fact, and is audited."""
    require(actor, "contact.export")
    with tenant(actor.workspace_id):
        contact = contact_for(contact_id, actor)
        record(ContactExported(), actor=actor, about=Subject(contact_id=contact.id))
        return story_of(contact)


def _merged_into(contact: Contact) -> list[Contact]:
    found: list[Contact] = []
    level = [contact.id]
    while level:  # a merged contact may itself have taken others in
        below = list(Contact.objects.select_for_update().filter(merged_into__in=level).order_by("id"))
        found += below
        level = [one.id for one in below]
    return found


def _erase(contact: Contact) -> None:
    for holding in all_holdings():
        holding.erase(contact.id)
    Identity.objects.filter(contact=contact).delete()
    ContactKey.objects.filter(contact=contact).delete()
    ContactMerge.objects.filter(kept=contact, undone_at__isnull=True).update(undone_at=now())
    NotDuplicate.objects.filter(first=contact).delete()
    NotDuplicate.objects.filter(second=contact).delete()
    for field in PERSONAL:
        setattr(contact, field, "")
    contact.attributes, contact.company_id, contact.honorific = {}, None, ""
    contact.erased_at = contact.updated_at = now()
    contact.save()
