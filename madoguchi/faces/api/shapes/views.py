"""Saved views, as the API shows them."""

from typing import Any
from zoneinfo import ZoneInfo

from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.fields import Shown
from madoguchi.features.views.conditions import as_json, from_json
from madoguchi.features.views.models import SavedView
from madoguchi.features.views.typed import text_of


class SavedViewShown(Shown):
    """A list by its conditions. `filter` says them in words, `conditions` as they are kept."""

    id: int
    name: str
    filter: str
    conditions: list[dict[str, Any]]
    order: str
    shared: bool
    position: int
    person_id: int


class SavedViewPage(Shown):
    data: list[SavedViewShown]
    next: None


def saved_view_of(row: SavedView, actor: Actor, zone: ZoneInfo) -> dict[str, Any]:
    conditions = from_json(row.conditions)
    return {
        "id": row.id,
        "name": row.name,
        "filter": text_of(conditions, actor, zone),
        "conditions": as_json(conditions),
        "order": row.order,
        "shared": row.is_shared,
        "position": row.position,
        "person_id": row.person_id,
    }
