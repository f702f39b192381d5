"""Links to other systems that stand beside every contact."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.profiles.events import ContactLinkChanged, ContactLinkCreated, ContactLinkDeleted
from madoguchi.features.profiles.models import ContactLink
from madoguchi.features.profiles.places import checked_template

MOST = 20


def create_link(*, name: str, url: str, actor: Actor) -> ContactLink:
    """`url` is a template (places.py). Raises Refused("bad-name", "name-taken", "bad-link", "unknown-place",
    "too-many")."""
    require(actor, "attribute.manage")
    with tenant(actor.workspace_id):
        if ContactLink.objects.count() >= MOST:
            raise Refused("too-many", _("At most %(number)d links.") % {"number": MOST})
        link = ContactLink(workspace_id=actor.workspace_id, name=_name(name), url=checked_template(url))
        _save(link)
        record(ContactLinkCreated(link.id), actor=actor, about=Subject())
        return link


def change_link(link_id: int, changes: Mapping[str, Any], *, actor: Actor) -> ContactLink:
    """Change `name` or `url`; refuses as create_link()."""
    require(actor, "attribute.manage")
    with tenant(actor.workspace_id):
        link = _locked(link_id)
        after = {
            field: _name(value) if field == "name" else checked_template(value) for field, value in changes.items()
        }
        changed = [field for field, value in after.items() if getattr(link, field) != value]
        for field in changed:
            setattr(link, field, after[field])
        if changed:
            _save(link)
            record(ContactLinkChanged(link.id, changed), actor=actor, about=Subject())
        return link


def delete_link(link_id: int, *, actor: Actor) -> None:
    require(actor, "attribute.manage")
    with tenant(actor.workspace_id):
        _locked(link_id).delete()
        record(ContactLinkDeleted(link_id), actor=actor, about=Subject())


def _locked(link_id: int) -> ContactLink:
    link = ContactLink.objects.select_for_update().filter(id=link_id).first()
    if link is None:
        raise NotAllowed("not-found", _("This link does not exist."))
    return link


def _name(value: str) -> str:
    name = " ".join(value.split())
    if not name or len(name) > 60:
        raise Refused("bad-name", _("Enter a name of at most %(number)d letters.") % {"number": 60}, field="name")
    return name


CHECKS: Mapping[str, Callable[[str], str]] = {"name": _name, "url": checked_template}


def _save(link: ContactLink) -> None:
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        raise Refused("name-taken", _("There is a link of this name already."), field="name") from error
