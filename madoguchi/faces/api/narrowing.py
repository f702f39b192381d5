"""Filters that a program sends as the desk's own text."""

from zoneinfo import ZoneInfo

from madoguchi.base.errors import Refused
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.views.conditions import Condition
from madoguchi.features.views.typed import parse


def typed_conditions(text: str, actor: Actor) -> tuple[Condition, ...]:
    """What a typed filter asks for, words among it. Raises Refused("bad-filter") with what was not understood."""
    if not text:
        return ()
    typed = parse(text, actor, zone_of(actor))
    if typed.problems:
        raise Refused("bad-filter", " ".join(typed.problems), field="filter")
    return typed.with_words


def zone_of(actor: Actor) -> ZoneInfo:
    """The time zone in which the workspace reckons."""
    return ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(id=actor.workspace_id))
