"""What drives people to write: the figures by driver and by month, and the conversations behind each of them.

A contact is a conversation that a customer began, is no spam and was not folded into another; it counts on the day on
which it began. What nobody has marked as avoidable counts as unavoidable: the figure is a lower bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, TruncMonth
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.queries.visible import one_visible, visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.models import AnswerPolicy
from madoguchi.features.drivers.customers import Active, Customers, months_between
from madoguchi.features.drivers.models import ActiveCustomers, Avoidable, Cause, ContactGoal, Driver
from madoguchi.features.drivers.rates import Change, Rate, change

NEWEST = ("-created_at", "-id")
BY_NAME = ("name", "id")
WINDOW = timedelta(days=90)  # before a fix, and after it
MOST_MONTHS = 36
ANY, NONE = "any", "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """Contacts from one day to another, both included. `driver`: its id, NONE for those without, "" for all;
    `avoidable`: a reason, ANY of them, "" for all."""

    first: date
    last: date
    zone: tzinfo
    driver: int | str = ""
    avoidable: str = ""

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)


@dataclass(frozen=True, slots=True)
class Cost:
    """What the time of contacts costs, in the workspace's own money."""

    minutes: Decimal
    money: Decimal


@dataclass(frozen=True, slots=True)
class Effect:
    """The rates of as many days before a fix as after it; `change` None where they cannot be compared."""

    before: Rate
    after: Rate
    days: int
    asked_before: Asked
    asked_after: Asked

    @property
    def change(self) -> Change | None:
        return change(self.before, self.after)

    @property
    def are_rates(self) -> bool:
        """Whether both are rates; a number of contacts beside a rate would compare what cannot be compared."""
        return self.before.value is not None and self.after.value is not None


@dataclass(frozen=True, slots=True)
class Line:
    """One driver; `driver` None: the contacts of which nobody said why they came."""

    driver: Driver | None
    count: int
    avoidable: int
    cost: Cost
    rate: Rate
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class Report:
    """Those with most contacts first, and all of them together."""

    contacts: int
    avoidable: int
    cost: Cost
    rate: Rate
    lines: list[Line]
    minutes: Decimal
    hour_cost: Decimal


@dataclass(frozen=True, slots=True)
class Month:
    """`target` None: none is set for this month."""

    month: date
    contacts: int
    reasons: dict[str, int]
    active: Active
    target: float | None

    @property
    def avoidable(self) -> int:
        return sum(self.reasons.values())

    @property
    def is_carried(self) -> bool:
        """Whether its customers are those of an earlier month."""
        return self.active.of not in (None, self.month)

    @property
    def rate(self) -> Rate:
        return Rate(self.contacts, self.active.number or 0)

    @property
    def avoidable_rate(self) -> Rate:
        return Rate(self.avoidable, self.active.number or 0)


def drivers_visible_to(actor: Actor) -> "QuerySet[Driver]":
    rows = Driver.objects.filter(workspace_id=actor.workspace_id)
    return rows.order_by(*BY_NAME) if actor.may("conversation.update") or actor.may("report.read") else rows.none()


def driver_for(driver_id: int, actor: Actor) -> Driver:
    """Raises NotAllowed when it is not there for this actor."""
    found = drivers_visible_to(actor).select_related("owner", "tag").filter(id=driver_id).first()
    if found is None:
        raise NotAllowed("not-found", _("This driver does not exist."))
    return found


def contacts_visible_to(actor: Actor, asked: Asked) -> "QuerySet[Conversation]":
    """The newest first. Raises NotAllowed for who sees no reports."""
    require(actor, "report.read")
    rows = _contacts(actor).filter(created_at__gte=asked.since, created_at__lt=asked.until)
    if asked.driver == NONE:
        rows = rows.filter(cause__driver__isnull=True)
    elif asked.driver:
        rows = rows.filter(cause__driver_id=asked.driver)
    if asked.avoidable == ANY:
        rows = rows.filter(cause__avoidable__in=Avoidable.values)
    elif asked.avoidable:
        rows = rows.filter(cause__avoidable=asked.avoidable)
    return rows.order_by(*NEWEST)


def report_on(actor: Actor, asked: Asked) -> Report:
    """Five queries. Raises NotAllowed for who sees no reports."""
    rows = contacts_visible_to(actor, replace(asked, driver="", avoidable="")).order_by()
    counted = rows.values(of=F("cause__driver_id")).annotate(
        n=Count("id"), avoidable=Count("id", filter=Q(cause__avoidable__in=Avoidable.values))
    )
    counts = {one["of"]: (one["n"], one["avoidable"]) for one in counted}
    policy = AnswerPolicy.objects.filter(workspace_id=actor.workspace_id).first() or AnswerPolicy()
    customers = customers_of(actor)
    months = customers.months_of(asked.first, asked.last)
    known: list[Driver | None] = [*drivers_visible_to(actor).select_related("owner", "tag")]
    effects = _effects(actor, [one for one in known if one and one.done_on], customers, asked)
    lines = []
    for driver in [*known, None]:
        count, avoidable = counts.get(driver.id if driver else None, (0, 0))
        minutes = policy.minutes if driver is None or driver.minutes is None else driver.minutes
        effect = effects.get(driver.id) if driver else None
        lines.append(Line(driver, count, avoidable, _cost(count, minutes, policy), Rate(count, months), effect))
    lines.sort(key=lambda line: (line.driver is None, -line.cost.money, -line.count))
    contacts = sum(line.count for line in lines)
    whole = Cost(
        sum((line.cost.minutes for line in lines), Decimal()), sum((line.cost.money for line in lines), Decimal())
    )
    avoidable = sum(line.avoidable for line in lines)
    return Report(contacts, avoidable, whole, Rate(contacts, months), lines, policy.minutes, policy.hour_cost)


def months_on(actor: Actor, first: date, last: date, zone: tzinfo) -> list[Month]:
    """Each month from one to another, the earliest first. Three queries. Raises NotAllowed for who sees no reports."""
    whole = Asked(first, last, zone)
    rows = contacts_visible_to(actor, whole).order_by()
    grouped = rows.annotate(month=TruncMonth("created_at", tzinfo=zone)).values("month", why=F("cause__avoidable"))
    counts: dict[date, dict[str, int]] = {}
    for one in grouped.annotate(n=Count("id")):
        of = counts.setdefault(one["month"].date(), {})
        of[one["why"] or ""] = of.get(one["why"] or "", 0) + one["n"]
    customers, goal = customers_of(actor), goal_of(actor)
    found = []
    for month in months_between(first, last):
        said = counts.get(month, {})
        reasons = {why: said[why] for why in Avoidable.values if why in said}
        found.append(Month(month, sum(said.values()), reasons, customers.in_month(month), target_in(goal, month)))
    return found


def customers_of(actor: Actor) -> Customers:
    rows = ActiveCustomers.objects.filter(workspace_id=actor.workspace_id)
    return Customers(dict(rows.values_list("month", "number")))


def goal_of(actor: Actor) -> ContactGoal:
    """An empty one where none is set."""
    return ContactGoal.objects.filter(workspace_id=actor.workspace_id).first() or ContactGoal()


def target_in(goal: ContactGoal, month: date) -> float | None:
    """On the straight line from the first month to the last; afterwards the rate of the last holds."""
    if goal.from_month is None or goal.until_month is None or month < goal.from_month:
        return None
    assert goal.from_rate is not None
    assert goal.until_rate is not None
    whole = _months(goal.until_month) - _months(goal.from_month)
    gone = min(_months(month) - _months(goal.from_month), whole)
    return float(goal.from_rate + (goal.until_rate - goal.from_rate) * gone / whole)


def cause_for(conversation_id: int, actor: Actor) -> Cause | None:
    """Of a conversation; None where nothing is said. Raises NotAllowed when it is not there for this actor."""
    if one_visible(conversation_id, actor) is None:
        raise NotAllowed("not-found", _("This conversation does not exist."))
    return Cause.objects.filter(conversation_id=conversation_id).first()


def cause_on() -> Subquery:
    """For conversations: annotate(cause_on=...): {"driver", "avoidable", "by_tag"}, None where nothing is said."""
    rows = Cause.objects.filter(conversation=OuterRef("pk"))
    told = JSONObject(driver="driver_id", name="driver__name", avoidable="avoidable", by_tag="by_tag")
    return Subquery(rows.values(told=told)[:1])


def _contacts(actor: Actor) -> "QuerySet[Conversation]":
    first = Message.objects.filter(conversation=OuterRef("pk")).order_by("id").values("kind")[:1]
    rows = visible_to(actor).filter(is_spam=False, merged_into__isnull=True)
    return rows.annotate(began_by=Subquery(first)).filter(began_by=Message.Kind.INBOUND)


def _effects(actor: Actor, drivers: Sequence[Driver], customers: Customers, asked: Asked) -> dict[int, Effect]:
    """By driver. One query, none where no fix is done."""
    today = asked.last
    spans: dict[int, tuple[Asked, Asked]] = {}
    for one in drivers:
        assert one.done_on is not None
        days = min(WINDOW, today - one.done_on + timedelta(days=1))
        if days > timedelta(0):
            day = timedelta(days=1)
            before = replace(asked, first=one.done_on - days, last=one.done_on - day, driver=one.id, avoidable="")
            after = replace(asked, first=one.done_on, last=one.done_on + days - day, driver=one.id, avoidable="")
            spans[one.id] = (before, after)
    if not spans:
        return {}
    counts: dict[str, Any] = {}
    for driver_id, both in spans.items():
        for name, span in zip(("b", "a"), both, strict=True):
            within = Q(cause__driver_id=driver_id, created_at__gte=span.since, created_at__lt=span.until)
            counts[f"{name}{driver_id}"] = Count("id", filter=within)
    found = _contacts(actor).filter(cause__driver_id__in=spans).aggregate(**counts)
    return {key: _effect(key, *both, found, customers) for key, both in spans.items()}


def _effect(driver_id: int, before: Asked, after: Asked, counts: dict[str, int], customers: Customers) -> Effect:
    rates = [
        Rate(counts[f"{name}{driver_id}"], customers.months_of(span.first, span.last))
        for name, span in (("b", before), ("a", after))
    ]
    return Effect(rates[0], rates[1], (after.last - after.first).days + 1, before, after)


def _cost(count: int, minutes: Decimal, policy: AnswerPolicy) -> Cost:
    whole = count * minutes
    return Cost(whole, (whole / 60 * policy.hour_cost).quantize(Decimal(1)))


def _months(month: date) -> int:
    return month.year * 12 + month.month
