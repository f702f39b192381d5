"""Saving, changing, placing and deleting views."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Fact, Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.views.conditions import as_json, from_json
from madoguchi.features.views.events import ViewChanged, ViewCreated, ViewDeleted
from madoguchi.features.views.models import SavedView
from madoguchi.features.views.orders import ORDERS
from madoguchi.features.views.queries import may_change, saved_for

MOST_OWN = 50
MOST_SHARED = 50
LONGEST_NAME = 60


def save_view(name: str, *, conditions: Any, order: str = "", shared: bool = False, actor: Actor) -> SavedView:
    """Keep conditions (rows as conditions.as_json() makes them) under a name, at the end of its list.

    Raises Refused (empty, name-taken, bad-condition, no-such-order, too-many), NotAllowed.
    """
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    if shared:
        require(actor, "view.share")
    with tenant(actor.workspace_id):
        view = SavedView(workspace_id=actor.workspace_id, person_id=actor.person_id, is_shared=shared)
        _apply(view, {"name": name, "conditions": conditions, "order": order})
        view.position = _next_position(view)
        _keep(view)
        _tell(ViewCreated(view.id, shared), actor)
        return view


def change_view(view_id: int, changes: Mapping[str, Any], *, actor: Actor) -> SavedView:
    """Change `name`, `conditions`, `order` or `shared`. Raises as save_view()."""
    with tenant(actor.workspace_id):
        view = _locked(view_id, actor)
        was_shared = view.is_shared
        _apply(view, changes)
        if view.is_shared != was_shared:
            require(actor, "view.share")
            view.position = _next_position(view)
        _keep(view)
        _tell(ViewChanged(view.id, view.is_shared or was_shared), actor)
        return view


def place_view(view_id: int, *, position: int, actor: Actor) -> None:
    """Give it another place in its list, counted from 0; the others make room."""
    with tenant(actor.workspace_id):
        view = _locked(view_id, actor)
        others = list(_beside(view).select_for_update().exclude(id=view.id).order_by("position", "id"))
        others.insert(max(0, position), view)
        for number, one in enumerate(others):
            one.position = number
        SavedView.objects.bulk_update(others, ["position"])
        _tell(ViewChanged(view.id, view.is_shared), actor)


def delete_view(view_id: int, *, actor: Actor) -> None:
    """Throw a view away; the conversations stay."""
    with tenant(actor.workspace_id):
        view = _locked(view_id, actor)
        view.delete()
        _tell(ViewDeleted(view_id, view.is_shared), actor)


def _locked(view_id: int, actor: Actor) -> SavedView:
    view = saved_for(view_id, actor, lock=True)
    if not may_change(view, actor):
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    return view


def _apply(view: SavedView, changes: Mapping[str, Any]) -> None:
    for field, value in changes.items():
        if field == "name":
            view.name = _checked_name(value)
        elif field == "conditions":
            view.conditions = as_json(from_json(value))
        elif field == "order":
            if value and value not in ORDERS:
                raise Refused("no-such-order", _("There is no such order."), field="order")
            view.order = value
        elif field == "shared":
            view.is_shared = bool(value)
        else:
            raise Refused("unknown-field", _("There is no such field: %(name)s.") % {"name": field}, field=field)


def _checked_name(value: Any) -> str:
    name = " ".join(str(value).split())[:LONGEST_NAME]
    if not name:
        raise Refused("empty", _("Give the view a name."), field="name")
    return name


def _beside(view: SavedView) -> Any:
    """The list that it stands in."""
    here = SavedView.objects.filter(workspace_id=view.workspace_id, is_shared=view.is_shared)
    return here if view.is_shared else here.filter(person_id=view.person_id)


def _next_position(view: SavedView) -> int:
    positions = list(_beside(view).exclude(id=view.id).values_list("position", flat=True))
    if len(positions) >= (MOST_SHARED if view.is_shared else MOST_OWN):
        raise Refused("too-many", _("There are too many views already. Delete one first."))
    return max(positions, default=-1) + 1


def _keep(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise Refused("name-taken", _("There is a view of this name already."), field="name") from error


def _tell(fact: Fact, actor: Actor) -> None:
    record(fact, actor=actor, about=Subject())
