"""Figures of now and of the week, the checklist of a new workspace, and what the doctor found."""

from datetime import date
from typing import Any

from madoguchi.faces.api.fields import NamedRef, Shown, Time
from madoguchi.features.figures.team import Load, PersonNow, TeamNow
from madoguchi.features.figures.week import Day
from madoguchi.features.onboarding.steps import Checklist


class LoadShown(Shown):
    """Open conversations, those of them whose customers wait, and since when the first of these does."""

    open: int
    waiting: int
    waiting_since: Time | None


class PersonNowShown(LoadShown):
    """`is_here`: a page of the desk is open and looked at; `asks`: has called for help."""

    person: NamedRef
    is_here: bool
    asks: bool


class Counts(Shown):
    """Cut at 1,000."""

    open: int
    waiting: int
    unassigned: int
    unanswered: int
    help: int


class TeamNowShown(Shown):
    counts: Counts
    waiting_since: Time | None
    unassigned: LoadShown
    people: list[PersonNowShown]


class DayShown(Shown):
    """The conversations that began on a day of the workspace's time zone. `first_answer_seconds` is the median."""

    date: date
    began: int
    answered: int
    unresolved: int
    first_answer_seconds: int | None


class Week(Shown):
    data: list[DayShown]
    next: None


class StepShown(Shown):
    """A step from sign-in to the first answered mail; done by facts."""

    name: str
    label: str
    why: str
    done: bool
    skipped: bool


class ChecklistShown(Shown):
    data: list[StepShown]
    next: None


def load_of(load: Load) -> dict[str, Any]:
    return {"open": load.open, "waiting": load.waiting, "waiting_since": load.waiting_since}


def team_now_of(now: TeamNow) -> dict[str, Any]:
    return {
        "counts": now.counts,
        "waiting_since": now.waiting_since,
        "unassigned": load_of(now.unassigned),
        "people": [person_now_of(one) for one in now.people],
    }


def person_now_of(one: PersonNow) -> dict[str, Any]:
    person = {"id": one.person.id, "name": one.person.name}
    return {**load_of(one.load), "person": person, "is_here": one.is_here, "asks": one.asks}


def day_of(day: Day) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "began": day.arrived,
        "answered": day.answered,
        "unresolved": day.unresolved,
        "first_answer_seconds": None if day.first_answer is None else round(day.first_answer.total_seconds()),
    }


def checklist_of(found: Checklist) -> list[dict[str, Any]]:
    return [
        {
            "name": stand.step.name,
            "label": str(stand.step.label),
            "why": str(stand.step.why),
            "done": stand.is_done,
            "skipped": stand.is_skipped,
        }
        for stand in found.stands
    ]
