"""Reading aims: of one conversation, in a list, and as figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.queries.visible import one_visible, visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.aims.models import Aim
from madoguchi.features.answers.topics import title_of
from madoguchi.features.articles.intervals import Share

NEWEST = ("-at", "-id")
MOST_TOPICS = 30
SETTLED = ~Q(state=Aim.State.FOUND)
PARTS = {
    "wish": ~Q(wish=""),
    "unknown": Q(wish=""),
    "settled": SETTLED,
    "confirmed": Q(state=Aim.State.CONFIRMED),
    "changed": Q(state=Aim.State.CHANGED),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which aims: those of questions from `since` on and before `until`. `topic` None: of any; "": of none."""

    since: datetime
    until: datetime
    inbox_id: int | None = None
    topic: str | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """`known` is the share of the questions whose wish is known, `settled` the share that a person looked at, `right`
    of those the share that had been found right."""

    asked: int
    known: Share
    settled: Share
    right: Share


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one topic. `title` "" for what is like no question of the phrasebook."""

    topic: str
    title: str
    figures: Figures


def aim_on() -> Subquery:
    """For conversations: annotate(aim_on=...): what is known of it; None where nothing was read yet."""
    rows = Aim.objects.filter(conversation=OuterRef("pk"))
    names = ("asked", "wish", "source", "state", "topic", "is_looked_up")
    return Subquery(rows.values(told=JSONObject(**{name: name for name in names}, by=F("person__name")))[:1])


def aim_for(conversation_id: int, actor: Actor) -> Aim:
    """Of a conversation that the actor sees; an empty one (without an id) where nothing was read yet. Raises
    NotAllowed."""
    if one_visible(conversation_id, actor) is None:
        raise no_such_conversation()
    found = Aim.objects.select_related("person").filter(conversation_id=conversation_id).first()
    return found or Aim(workspace_id=actor.workspace_id, conversation_id=conversation_id)


def aims_visible_to(actor: Actor, asked: Asked) -> QuerySet[Aim]:
    """To be paged by NEWEST. Raises NotAllowed for who sees no reports."""
    require(actor, "report.read")
    rows = Aim.objects.filter(
        workspace_id=actor.workspace_id,
        at__gte=asked.since,
        at__lt=asked.until,
        conversation__in=visible_to(actor).values("id"),
    )
    if asked.inbox_id is not None:
        rows = rows.filter(conversation__inbox_id=asked.inbox_id)
    if asked.topic is not None:
        rows = rows.filter(topic=asked.topic)
    return rows.filter(PARTS[asked.part]) if asked.part in PARTS else rows


def report_on(actor: Actor, asked: Asked, language: str) -> tuple[Figures, list[Group]]:
    """The figures, and those of the topics with the most questions, called in a language. Two queries."""
    rows = aims_visible_to(actor, replace(asked, part="")).order_by()
    counts = {f"of_{name}": Count("id", filter=found) for name, found in PARTS.items()}
    whole = _figures(rows.aggregate(all=Count("id"), **counts))
    each = rows.values("topic").annotate(all=Count("id"), **counts).order_by("-all", "topic")[:MOST_TOPICS]
    return whole, [Group(one["topic"], title_of(one["topic"], language), _figures(one)) for one in each]


def no_such_conversation() -> NotAllowed:
    return NotAllowed("not-found", _("This conversation does not exist."))


def _figures(counted: Mapping[str, Any]) -> Figures:
    return Figures(
        counted["all"],
        Share(counted["of_wish"], counted["all"]),
        Share(counted["of_settled"], counted["all"]),
        Share(counted["of_confirmed"], counted["of_settled"]),
    )
