"""One person who was written down twice: made one, and two again."""

from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.events import ContactsMerged, DuplicateDismissed, MergeUndone
from madoguchi.core.contacts.holdings import all_holdings
from madoguchi.core.contacts.models import Contact, ContactKey, ContactMerge, Identity, NotDuplicate
from madoguchi.core.contacts.queries import locked, visible_to
from madoguchi.core.contacts.steps import index_names
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.workspaces.policies import Asking, require

FILLED_IN = (
    "family_name",
    "given_name",
    "family_name_kana",
    "given_name_kana",
    "display_name",
    "language",
    "time_zone",
    "company_id",
    "mark",
    "mark_text",
)


def merge_contacts(kept_id: int, *, merged_id: int, actor: Asking) -> ContactMerge:
    """Everything of `merged_id` becomes `kept_id`'s: identities, conversations, and what it lacked itself.

    The merged row stays and points at the kept one. Raises NotAllowed, Refused("same-contact").
    """
    require(actor, "contact.merge")
    if kept_id == merged_id:
        raise Refused("same-contact", _("Choose two different contacts."))
    with tenant(actor.workspace_id):
        rows = {contact_id: locked(contact_id, actor) for contact_id in sorted((kept_id, merged_id))}
        kept, merged = rows[kept_id], rows[merged_id]
        moved = {
            "identities": _move_identities(merged, kept),
            "filled": _fill_in(kept, merged),
            "held": {holding.name: holding.move(merged.id, kept.id) for holding in all_holdings()},
        }
        merged.merged_into = kept
        merged.save(update_fields=["merged_into"])
        ContactKey.objects.filter(contact=merged).delete()
        kept.updated_at = now()
        kept.save()
        index_names([kept])
        merge = ContactMerge.objects.create(workspace_id=actor.workspace_id, kept=kept, merged=merged, moved=moved)
        record(ContactsMerged(merge.id, merged.id), actor=actor, about=Subject(contact_id=kept.id))
        return merge


def undo_merge(merge_id: int, *, actor: Asking) -> ContactMerge:
    """Give back what the merge moved, as far as it is still there. The newest merge of a contact goes first.

    Raises NotAllowed, Refused("merged-again") when another merge lies on top.
    """
    require(actor, "contact.merge")
    with tenant(actor.workspace_id):
        merge = ContactMerge.objects.select_for_update().filter(id=merge_id, undone_at__isnull=True).first()
        if merge is None:
            raise NotAllowed("not-found", _("This merge does not exist."))
        kept = locked(merge.kept_id, actor)
        merged = Contact.objects.select_for_update().get(id=merge.merged_id)
        if ContactMerge.objects.filter(kept=kept, undone_at__isnull=True, id__gt=merge.id).exists():
            raise Refused("merged-again", _("Another merge came after this one. Undo that one first."))
        moved: dict[str, Any] = merge.moved
        Identity.objects.filter(id__in=moved["identities"], contact=kept).update(contact=merged)
        _take_back(kept, moved["filled"])
        for holding in all_holdings():
            if holding.name in moved["held"]:
                holding.move_back(moved["held"][holding.name], merged.id, kept.id)
        merged.merged_into = None
        merged.save(update_fields=["merged_into"])
        kept.save()
        index_names([kept, merged])
        merge.undone_at = now()
        merge.save(update_fields=["undone_at"])
        record(MergeUndone(merge.id, merged.id), actor=actor, about=Subject(contact_id=kept.id))
        return merge


def dismiss_duplicate(contact_id: int, *, other_id: int, actor: Asking) -> None:
    """Say that two contacts are two people; they are not suggested again. Raises NotAllowed."""
    require(actor, "contact.merge")
    with tenant(actor.workspace_id):
        if visible_to(actor).filter(id__in={contact_id, other_id}).count() != 2:
            raise NotAllowed("not-found", _("This contact does not exist."))
        first, second = sorted((contact_id, other_id))
        _row, is_new = NotDuplicate.objects.get_or_create(
            first_id=first, second_id=second, defaults={"workspace_id": actor.workspace_id}
        )
        if is_new:
            record(DuplicateDismissed(other_id), actor=actor, about=Subject(contact_id=contact_id))


def _move_identities(source: Contact, target: Contact) -> list[int]:
    ids = list(Identity.objects.filter(contact=source).values_list("id", flat=True))
    Identity.objects.filter(id__in=ids).update(contact=target)
    return ids


def _fill_in(kept: Contact, merged: Contact) -> dict[str, Any]:
    """Take over what the kept one lacked. Returns the names of what was taken: values stay out of JSON."""
    fields = [field for field in FILLED_IN if not getattr(kept, field) and getattr(merged, field)]
    for field in fields:
        setattr(kept, field, getattr(merged, field))
    keys = [key for key in merged.attributes if key not in kept.attributes]
    kept.attributes = {**kept.attributes, **{key: merged.attributes[key] for key in keys}}
    return {"fields": fields, "attributes": keys}


def _take_back(kept: Contact, filled: dict[str, Any]) -> None:
    for field in filled["fields"]:
        setattr(kept, field, None if field == "company_id" else "")
    kept.attributes = {key: value for key, value in kept.attributes.items() if key not in filled["attributes"]}
