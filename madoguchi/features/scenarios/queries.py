"""Scenarios, and what a workspace's own figures say where one begins."""

from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.models import Message
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Role
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import active_people
from madoguchi.features.answers.counting import Asked, answers_visible_to, figures_of
from madoguchi.features.answers.models import AnswerPolicy
from madoguchi.features.scenarios.models import Scenario
from madoguchi.features.scenarios.reckoning import WEEKS
from madoguchi.features.scenarios.supposing import HOURS, Inputs

LOOKED_AT = timedelta(weeks=13)
FRIDAY = 5
USUAL = {
    "chat": Inputs(channel="chat", within=45, patience=180, at_once=2),
    "email": Inputs(channel="email", within=14_400, patience=0, at_once=1),
}
BY_NAME = ("name", "id")


def scenarios_visible_to(actor: Actor) -> QuerySet[Scenario]:
    rows = Scenario.objects.filter(workspace_id=actor.workspace_id).order_by(*BY_NAME)
    return rows if actor.may("report.read") else rows.none()


def scenario_for(scenario_id: int, actor: Actor) -> Scenario:
    """Raises NotAllowed when it is not there for this actor."""
    found = scenarios_visible_to(actor).filter(id=scenario_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This scenario does not exist."))
    return found


def measured(actor: Actor, channel: str, zone: tzinfo) -> Inputs:
    """What is known of the last 13 weeks: contacts a month, in which hours they come, the share that the assistant
    answered (confirmed or not contradicted), how many people answer. Minutes and the cost of an hour are those of the
    settings, not measured; growth is left at 0. Four queries. Raises NotAllowed for who sees no reports."""
    require(actor, "report.read")
    at = now()
    hours, whole, weeks = _hours(actor, channel, at, zone)
    policy = AnswerPolicy.objects.filter(workspace_id=actor.workspace_id).first() or AnswerPolicy()
    people = active_people(actor).filter(role__in=[Role.AGENT, Role.SUPERVISOR]).count()
    found = figures_of(answers_visible_to(actor, Asked(at - LOOKED_AT, at)).filter(inbox__channel=channel))
    read, resolved = found.counts["read"], found.counts["resolved"]
    automation = 100 * resolved / read if read else 0.0
    heads = float(people or 1)
    return replace(
        USUAL[channel],
        volume=round(whole / weeks * WEEKS, 1),
        minutes=float(policy.minutes) or USUAL[channel].minutes,
        hour_cost=float(policy.hour_cost),
        automation=round(automation, 1),
        automation_goal=round(automation, 1),
        heads=heads,
        heads_6=heads,
        heads_12=heads,
        heads_18=heads,
        profile=tuple(one / whole for one in hours) if whole else USUAL[channel].profile,
    )


def _hours(actor: Actor, channel: str, at: datetime, zone: tzinfo) -> tuple[list[int], int, float]:
    """Contacts by hour, all of them, and of how many weeks: of fewer than 13 where the first came later."""
    by_customer = Message.objects.filter(conversation=OuterRef("pk"), kind=Message.Kind.INBOUND)
    rows = visible_to(actor).filter(
        Exists(by_customer), is_spam=False, merged_into__isnull=True, inbox__channel=channel, created_at__lt=at
    )
    recent = rows.filter(created_at__gte=at - LOOKED_AT)
    parts = {"day": ExtractIsoWeekDay("created_at", tzinfo=zone), "hour": ExtractHour("created_at", tzinfo=zone)}
    hours = [0] * HOURS
    counted: Any = recent.order_by().values(**parts).annotate(n=Count("id")).values_list("day", "hour", "n")
    for day, hour, number in counted:
        hours[hour + (HOURS // 2 if day > FRIDAY else 0)] += number
    first = recent.order_by("created_at").values_list("created_at", flat=True).first()
    days = max(7.0, (at - first).total_seconds() / 86_400) if first else 7.0
    return hours, sum(hours), days / 7
