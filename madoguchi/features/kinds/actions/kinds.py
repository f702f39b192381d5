"""The types themselves, and what each asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.kinds.events import KindDeleted, KindSaved
from madoguchi.features.kinds.given import make_given
from madoguchi.features.kinds.models import Kind, KindField

MOST = 20  # types
MOST_FIELDS = 20
MOST_EXAMPLES = 100_000  # letters


def begin_kinds(workspace_id: int, *, actor: Actor) -> list[Kind]:
    """How to use, something is wrong, making more of it: unless there are types already. May run twice."""
    require(actor, "tag.manage")
    with tenant(workspace_id):
        workspace = Workspace.objects.select_for_update().get(id=workspace_id)
        if Kind.objects.exists():
            return []
        made = make_given(workspace_id, workspace.language)
        for kind in made:
            record(KindSaved(kind.id), actor=actor, about=Subject())
        return made


def save_kind(fields: Mapping[str, Any], *, actor: Actor) -> Kind:
    """Make one. `fields`: name, name_ja, name_en, examples, is_offered, and `fields`: what it asks, each with label,
    ask_ja, ask_en, type, is_required and, of one that is there, id.

    Raises Refused("empty", "too-long", "too-many", "name-taken", "label-taken", "bad-type").
    """
    require(actor, "tag.manage")
    with tenant(actor.workspace_id):
        count = Kind.objects.aggregate(last=Max("position"))["last"]
        if Kind.objects.count() >= MOST:
            raise Refused("too-many", _("At most %(most)d types.") % {"most": MOST})
        kind = Kind(workspace_id=actor.workspace_id, position=0 if count is None else count + 1)
        return _write(kind, fields, actor)


def change_kind(kind_id: int, changes: Mapping[str, Any], *, actor: Actor) -> Kind:
    """Change any of them. `fields` are all that it asks from now on, in their order. Raises as save_kind()."""
    require(actor, "tag.manage")
    with tenant(actor.workspace_id):
        return _write(_locked(kind_id), changes, actor)


def delete_kind(kind_id: int, *, actor: Actor) -> None:
    """Throw it away: its conversations are of no type then, and what was written down for it goes."""
    require(actor, "tag.manage")
    with tenant(actor.workspace_id):
        _locked(kind_id).delete()
        record(KindDeleted(kind_id), actor=actor, about=Subject())


def _locked(kind_id: int) -> Kind:
    found = Kind.objects.select_for_update(of=("self",)).filter(id=kind_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This type does not exist."))
    return found


def _write(kind: Kind, fields: Mapping[str, Any], actor: Actor) -> Kind:
    for name in ("name", "name_ja", "name_en"):
        if name in fields:
            setattr(kind, name, _line(fields, name, 60))
    if not kind.name:
        raise Refused("empty", _("Give the type a name."), field="name")
    if "examples" in fields:
        lines = (" ".join(line.split()) for line in str(fields["examples"]).splitlines())
        kind.examples = "\n".join(line for line in lines if line)
        if len(kind.examples) > MOST_EXAMPLES:
            raise Refused("too-long", _("These are too many examples."), field="examples")
    if "is_offered" in fields:
        kind.is_offered = bool(fields["is_offered"])
    kind.changed_at = now()
    try:
        with transaction.atomic():
            kind.save()
    except IntegrityError as error:
        raise Refused("name-taken", _("There is a type of this name already."), field="name") from error
    if "fields" in fields:
        _write_fields(kind, fields["fields"])
    record(KindSaved(kind.id), actor=actor, about=Subject())
    return kind


def _write_fields(kind: Kind, wanted: Sequence[Mapping[str, Any]]) -> None:
    if len(wanted) > MOST_FIELDS:
        raise Refused("too-many", _("At most %(most)d fields.") % {"most": MOST_FIELDS}, field="fields")
    known = {row.id: row for row in KindField.objects.filter(kind=kind)}
    kept = []
    for place, one in enumerate(wanted):
        row = known.get(one.get("id") or 0) or KindField(workspace_id=kind.workspace_id, kind=kind)
        row.label = _line(one, "label", 80)
        row.ask_ja, row.ask_en = _line(one, "ask_ja", 200), _line(one, "ask_en", 200)
        row.type, row.is_required, row.position = one.get("type", "text"), bool(one.get("is_required")), place
        if not row.label:
            raise Refused("empty", _("Give the field a name."), field="fields")
        if row.type not in KindField.Type.values:
            raise Refused("bad-type", _("This type of field does not exist."), field="fields")
        kept.append(row)
    KindField.objects.filter(kind=kind).exclude(id__in=[row.id for row in kept if row.id]).delete()
    try:
        with transaction.atomic():
            for row in kept:
                row.save()
    except IntegrityError as error:
        raise Refused("label-taken", _("Two fields have the same name."), field="fields") from error


def _line(one: Mapping[str, Any], name: str, most: int) -> str:
    return " ".join(str(one.get(name) or "").split())[:most]
