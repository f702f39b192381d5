"""The workspace's tags themselves."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.events import TagChanged, TagCreated, TagDeleted
from madoguchi.core.conversations.models import Tag
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def create_tag(name: str, *, colour: str = "", actor: Actor) -> Tag:
    """Raises Refused("name-taken", "empty")."""
    require(actor, "tag.use")
    with tenant(actor.workspace_id):
        tag = Tag(workspace_id=actor.workspace_id, name=_checked(name), colour=colour)
        _save(tag)
        record(TagCreated(tag.id), actor=actor, about=Subject())
        return tag


def change_tag(tag_id: int, *, name: str, colour: str = "", actor: Actor) -> Tag:
    """Rename or recolour a tag, on every conversation at once."""
    require(actor, "tag.manage")
    with tenant(actor.workspace_id):
        tag = _locked(tag_id)
        tag.name, tag.colour = _checked(name), colour
        _save(tag)
        record(TagChanged(tag.id), actor=actor, about=Subject())
        return tag


def delete_tag(tag_id: int, *, actor: Actor) -> None:
    """Take a tag off everything and throw it away."""
    require(actor, "tag.manage")
    with tenant(actor.workspace_id):
        tag = _locked(tag_id)
        tag.conversationtag_set.all().delete()
        tag.delete()
        record(TagDeleted(tag_id), actor=actor, about=Subject())


def _locked(tag_id: int) -> Tag:
    tag = Tag.objects.select_for_update().filter(id=tag_id).first()
    if tag is None:
        raise NotAllowed("not-found", _("This tag does not exist."))
    return tag


def _checked(name: str) -> str:
    name = " ".join(name.split())[:60]
    if not name:
        raise Refused("empty", _("Give the tag a name."), field="name")
    return name


def _save(tag: Tag) -> None:
    try:
        with transaction.atomic():
            tag.save()
    except IntegrityError as error:
        raise Refused("name-taken", _("There is a tag of this name already."), field="name") from error
