"""What may be said about a contact, checked field by field."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.core.contacts.attributes import changed_attributes
from madoguchi.core.contacts.models import Company, Contact
from madoguchi.core.workspaces.checks import checked_time_zone

TEXTS = {
    "family_name": 80,
    "given_name": 80,
    "family_name_kana": 80,
    "given_name_kana": 80,
    "display_name": 200,
    "honorific": 20,
    "language": 10,
    "mark_text": 200,
}
NAMES = frozenset(TEXTS) - {"honorific", "language", "mark_text"}


def apply(contact: Contact, changes: Mapping[str, Any]) -> list[str]:
    """Put changes into a contact (not saved); the names of what is different now.

    Keys: those of TEXTS, `time_zone` ("" for unknown), `kind`, `mark` ("" for none), `company_id` (None for none),
    `attributes` (by key; None takes one away). Raises Refused with the field.
    """
    changed = []
    for field, value in changes.items():
        if field == "attributes":
            changed += _apply_attributes(contact, value)
            continue
        after = _checked(contact, field, value)
        if getattr(contact, field) != after:
            setattr(contact, field, after)
            changed.append(field)
    if changed:
        contact.updated_at = now()
    return changed


def _checked(contact: Contact, field: str, value: Any) -> Any:
    if field in TEXTS:
        return _text(field, value)
    if field == "time_zone":
        return checked_time_zone(value) if value else ""
    if field == "kind" and value in Contact.Kind.values:
        return value
    if field == "mark" and value in ("", *Contact.Mark.values):
        return value
    if field == "company_id":
        return _company(contact, value)
    raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": field}, field=field)


def _text(field: str, value: Any) -> str:
    kept = " ".join(value.split()) if isinstance(value, str) else None
    if kept is None or len(kept) > TEXTS[field]:
        text = _("At most %(number)d letters.") % {"number": TEXTS[field]}
        raise Refused("too-long", text, field=field)
    return kept


def _company(contact: Contact, value: Any) -> int | None:
    if value in (None, ""):
        return None
    found = Company.objects.filter(workspace_id=contact.workspace_id, id=value).first() if _is_id(value) else None
    if found is None:
        raise Refused("no-such-company", _("This company does not exist."), field="company_id")
    return found.id


def _is_id(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and value.isascii() and value.isdigit())


def _apply_attributes(contact: Contact, given: Any) -> list[str]:
    if not isinstance(given, Mapping):
        raise Refused("bad-attribute", _("Attributes are named values."), field="attributes")
    after = changed_attributes(contact.workspace_id, "contact", contact.attributes, given)
    before, contact.attributes = contact.attributes, after
    return sorted(f"attributes.{key}" for key in before.keys() | after.keys() if before.get(key) != after.get(key))
