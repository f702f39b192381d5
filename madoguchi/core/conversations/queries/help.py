"""Calls for help, whom they are for, and who may do what about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from madoguchi.core.conversations.models import Conversation, HelpRequest
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import TeamMember


@dataclass(frozen=True, slots=True)
class OpenCall:
    """An open call as an actor sees it. `team` is "" where those who lead are asked, `helper` "" while nobody has
    come."""

    id: int
    text: str
    is_urgent: bool
    asked_at: datetime | None
    asker: str
    team: str
    helper: str
    may_take: bool
    may_settle: bool


def open_for(actor: Actor) -> QuerySet[HelpRequest]:
    """The open calls that concern an actor: all for those who lead; else one's own, those that one has taken, and
    those for one's teams."""
    found = HelpRequest.objects.filter(workspace_id=actor.workspace_id, settled_at__isnull=True)
    if actor.may("help.answer"):
        return found
    mine = TeamMember.objects.filter(person_id=actor.own_id).values("team_id")
    return found.filter(Q(asked_by_id=actor.own_id) | Q(taken_by_id=actor.own_id) | Q(team_id__in=mine))


def may_take(actor: Actor, *, asked_by: int, is_of_team: bool) -> bool:
    """Those who lead, and those of the team that was asked; nobody helps themselves."""
    if actor.person_id in (None, asked_by) or not actor.may("help.ask"):
        return False
    return actor.may("help.answer") or is_of_team


def may_settle(actor: Actor, *, asked_by: int, taken_by: int | None) -> bool:
    """Who asked, who helps, and those who lead."""
    return actor.may("help.answer") or (actor.person_id is not None and actor.person_id in (asked_by, taken_by))


def is_of_team(request: HelpRequest, actor: Actor) -> bool:
    """Whether the team that was asked is one of the actor's."""
    if request.team_id is None:
        return False
    return TeamMember.objects.filter(team_id=request.team_id, person_id=actor.own_id).exists()


def help_on(own_id: int) -> Subquery:
    """For `annotate(help_on=…)`: what open_call() makes a call of, for this person; None for none."""
    waiting = HelpRequest.objects.filter(conversation=OuterRef("pk"), settled_at__isnull=True)
    mine = TeamMember.objects.filter(team_id=OuterRef("team_id"), person_id=own_id)
    shown = JSONObject(
        id="id",
        text="text",
        is_urgent="is_urgent",
        asked_at="asked_at",
        asked_by="asked_by_id",
        asker="asked_by__name",
        team="team__name",
        taken_by="taken_by_id",
        helper="taken_by__name",
        is_of_team=Exists(mine),
    )
    return Subquery(waiting.values(shown=shown)[:1])


def open_call(read: dict[str, Any] | None, actor: Actor) -> OpenCall | None:
    """The call that help_on() has read."""
    if read is None:
        return None
    asked_by, taken_by = read["asked_by"], read["taken_by"]
    return OpenCall(
        id=read["id"],
        text=read["text"],
        is_urgent=read["is_urgent"],
        asked_at=parse_datetime(read["asked_at"]),
        asker=read["asker"],
        team=read["team"] or "",
        helper=read["helper"] or "",
        may_take=taken_by is None and may_take(actor, asked_by=asked_by, is_of_team=read["is_of_team"]),
        may_settle=may_settle(actor, asked_by=asked_by, taken_by=taken_by),
    )


def help_requests_of(conversation: Conversation) -> QuerySet[HelpRequest]:
    """All calls for help on a conversation, the newest first."""
    return HelpRequest.objects.filter(conversation=conversation).order_by("-id")
