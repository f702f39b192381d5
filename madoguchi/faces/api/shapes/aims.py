"""What answers of the API hold of what customers want."""

from typing import Any

from madoguchi.faces.api.fields import Shown, Time
from madoguchi.faces.api.shapes.answers import ShareShown, share_of
from madoguchi.features.aims.clarifying import Back
from madoguchi.features.aims.models import Aim
from madoguchi.features.aims.queries import Figures, Group


class AimShown(Shown):
    """`asked` is the question as put, `wish` what they want to do. `source`: rules, phrasebook, model, person; `state`:
    found, confirmed, changed."""

    conversation_id: int
    message_id: int | None
    asked: str
    wish: str
    source: str
    topic: str
    state: str
    person_id: int | None
    settled_at: Time | None


class AimPage(Shown):
    data: list[AimShown]
    next: str | None


class AimFigures(Shown):
    """`right`: of those that a person looked at, the share that had been found right."""

    asked: int
    known: ShareShown
    settled: ShareShown
    right: ShareShown


class AimGroup(AimFigures):
    topic: str
    title: str


class AimReport(AimFigures):
    topics: list[AimGroup]


class ClarificationShown(Shown):
    """`kind`: which, wish, or "" for nothing to ask. `text` is Markdown; "" where `is_enough` was `asked`."""

    kind: str
    text: str
    asked: int
    is_enough: bool


class ClarificationText(Shown):
    text: str


def clarification_of(back: Back) -> dict[str, Any]:
    return {name: getattr(back, name) for name in ("kind", "text", "asked", "is_enough")}


def aim_of(row: Aim) -> dict[str, Any]:
    names = ("conversation_id", "message_id", "asked", "wish", "source", "topic", "state", "person_id", "settled_at")
    return {name: getattr(row, name) for name in names}


def figures_of(figures: Figures) -> dict[str, Any]:
    shares = {name: share_of(getattr(figures, name)) for name in ("known", "settled", "right")}
    return {"asked": figures.asked, **shares}


def group_of(group: Group) -> dict[str, Any]:
    return {"topic": group.topic, "title": group.title, **figures_of(group.figures)}
