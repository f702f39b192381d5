"""Defining custom attributes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.events import AttributeChanged, AttributeDefined, AttributeDeleted
from madoguchi.core.contacts.models import AttributeDefinition
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.workspaces.policies import Asking, require

MOST_CHOICES = 200


def define_attribute(on: str, *, key: str, type: str, fields: Mapping[str, Any], actor: Asking) -> AttributeDefinition:  # noqa: A002 (the column's name)
    """An attribute of "contact", "company" or "conversation". `fields`: `label`, and `choices` of a choice.

    Raises Refused: "bad-key", "key-taken", "unknown-type", "bad-label", "bad-choices".
    """
    require(actor, "attribute.manage")
    with tenant(actor.workspace_id):
        if on not in AttributeDefinition.On.values or type not in AttributeDefinition.Type.values:
            raise Refused("unknown-type", _("Choose a type."), field="type")
        row = AttributeDefinition(workspace_id=actor.workspace_id, on=on, key=_key(key), type=type)
        _apply(row, {"label": "", **fields})
        if row.type == AttributeDefinition.Type.CHOICE and not row.choices:
            raise Refused("bad-choices", _("Enter the choices, one a line."), field="choices")
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Refused("key-taken", _("There is an attribute of this key already."), field="key") from error
        record(AttributeDefined(row.id), actor=actor, about=Subject())
        return row


def change_attribute(definition_id: int, changes: Mapping[str, Any], *, actor: Asking) -> AttributeDefinition:
    """Change `label` or `choices`. Key and type stay: values that are there were written for them."""
    require(actor, "attribute.manage")
    with tenant(actor.workspace_id):
        row = _locked(definition_id)
        changed = _apply(row, changes)
        if changed:
            row.save(update_fields=changed)
            record(AttributeChanged(row.id, changed), actor=actor, about=Subject())
        return row


def delete_attribute(definition_id: int, *, actor: Asking) -> None:
    """Values that were written stay in their rows and are shown no longer."""
    require(actor, "attribute.manage")
    with tenant(actor.workspace_id):
        _locked(definition_id).delete()
        record(AttributeDeleted(definition_id), actor=actor, about=Subject())


def _locked(definition_id: int) -> AttributeDefinition:
    row = AttributeDefinition.objects.select_for_update().filter(id=definition_id).first()
    if row is None:
        raise NotAllowed("not-found", _("This attribute does not exist."))
    return row


def _key(key: str) -> str:
    try:
        validate_slug(key)
    except Exception as error:
        raise Refused("bad-key", _("A key has letters a-z, digits, - and _ only."), field="key") from error
    return key[:60]


def _apply(row: AttributeDefinition, changes: Mapping[str, Any]) -> list[str]:
    changed = []
    for field, value in changes.items():
        if field not in ("label", "choices"):
            raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": field}, field=field)
        after = _label(value) if field == "label" else _choices(value)
        if getattr(row, field) != after:
            setattr(row, field, after)
            changed.append(field)
    return changed


def _label(value: Any) -> str:
    kept = " ".join(str(value).split())
    if not kept or len(kept) > 80:
        raise Refused("bad-label", _("Enter a label of at most 80 letters."), field="label")
    return kept


def _choices(value: Sequence[Any]) -> list[str]:
    kept = list(dict.fromkeys(text for part in value if (text := " ".join(str(part).split())[:200])))
    if len(kept) > MOST_CHOICES:
        raise Refused("bad-choices", _("At most %(number)d choices.") % {"number": MOST_CHOICES}, field="choices")
    return kept
