"""How the team stands now: who waits, and what everybody has in hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q

from madoguchi.core.conversations.models import HelpRequest
from madoguchi.core.conversations.queries.counting import counts_of
from madoguchi.core.conversations.queries.views import OPEN, Scope
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import active_people
from madoguchi.features.presence.memory import PRESENCE

COUNTED = ("waiting", "unassigned", "unanswered", "help", "open")
WAITING = Q(waiting_since__isnull=False)


@dataclass(frozen=True, slots=True)
class Load:
    """What is in hand: the open ones, those of them whose customers wait, and since when the first of these does."""

    open: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonNow:
    """`is_here`: a page of the desk is open and looked at. `asks`: has called for help, and it is not settled."""

    person: Person
    load: Load
    is_here: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class TeamNow:
    """`counts` are those of built-in views by their names, cut at 1,000; `unassigned` what is in nobody's hand."""

    counts: dict[str, int]
    waiting_since: datetime | None
    people: list[PersonNow]
    unassigned: Load


def team_now(actor: Actor) -> TeamNow:
    """Four queries. Everybody who can be given something is there, whether they have anything or not."""
    require(actor, "team.watch")
    counts = counts_of(actor, [Scope(name) for name in COUNTED])
    loads = _loads(actor, "assignee_id")
    calling = HelpRequest.objects.filter(asked_by_id=OuterRef("pk"), settled_at__isnull=True)
    here = PRESENCE.people_of(actor.workspace_id)
    people = [
        PersonNow(person, loads.get(person.id, Load()), person.id in here, person.asks)
        for person in active_people(actor).annotate(asks=Exists(calling))
        if person.role != "light" or person.id in loads
    ]
    return TeamNow(
        counts={scope.view: number for scope, number in counts.items()},
        waiting_since=earliest(load.waiting_since for load in loads.values()),
        people=sorted(people, key=lambda one: (not one.asks, not one.is_here, -one.load.waiting, -one.load.open)),
        unassigned=loads.get(None, Load()),
    )


def inbox_loads(actor: Actor) -> dict[int | None, Load]:
    """What each inbox holds, by its id; one query."""
    return _loads(actor, "inbox_id")


def earliest(times: Iterable[datetime | None]) -> datetime | None:
    """None for none."""
    return min((at for at in times if at is not None), default=None)


def _loads(actor: Actor, by: str) -> dict[int | None, Load]:
    rows = visible_to(actor).filter(OPEN).order_by().values_list(by)
    counted = rows.annotate(all=Count("id"), some=Count("id", filter=WAITING), since=Min("waiting_since"))
    return {key: Load(*numbers) for key, *numbers in counted}
