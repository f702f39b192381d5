"""The marks by which a contact is recognised, in the form in which they are kept."""

import re
import unicodedata

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.addresses import typed_mail, typed_phone
from madoguchi.base.errors import Refused
from madoguchi.core.contacts.models import Contact, Identity
from madoguchi.core.contacts.queries import visible_to
from madoguchi.core.workspaces.policies import Asking

_LINE = re.compile(r"U[0-9a-f]{32}")  # LINE Messaging API, user ids


def normal_form(kind: str, value: str) -> str:
    """What a person typed, as it is kept. Raises Refused("bad-identity") for what cannot be one."""
    try:
        if kind == Identity.Kind.MAIL:
            return typed_mail(value)
        if kind == Identity.Kind.PHONE:
            return typed_phone(value)
    except ValueError:
        text = _("Enter a valid mail address.") if kind == Identity.Kind.MAIL else _("Enter a valid telephone number.")
        raise Refused("bad-identity", text, field="value") from None
    kept = unicodedata.normalize("NFC", value).strip()
    if kind == Identity.Kind.LINE and _LINE.fullmatch(kept):
        return kept
    if kind == Identity.Kind.EXTERNAL and 0 < len(kept) <= 320 and kept.isprintable():
        return kept
    raise Refused("bad-identity", _("This cannot be an id of that kind."), field="value")


def give(contact: Contact, kind: str, value: str, *, actor: Asking) -> Identity:
    """Add an identity in normal form. Raises Refused("identity-taken"); it names whoever has it, if visible."""
    kept = normal_form(kind, value)
    try:
        with transaction.atomic():
            return Identity.objects.create(workspace_id=contact.workspace_id, contact=contact, kind=kind, value=kept)
    except IntegrityError as error:
        raise Refused("identity-taken", _taken(kind, kept, actor), field="value") from error


def _taken(kind: str, value: str, actor: Asking) -> str:
    owner = visible_to(actor).filter(identities__kind=kind, identities__value=value).first()
    if owner is None or not owner.name:
        return _("Another contact has this already.")
    return _("%(name)s has this already.") % {"name": owner.name}
