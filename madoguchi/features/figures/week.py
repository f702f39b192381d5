"""The week: what came in on each day, and what has become of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import TruncDate

from madoguchi.base.clock import now
from madoguchi.core.conversations.models import Status
from madoguchi.core.conversations.queries.views import Scope, listed
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require

DAYS = 7


@dataclass(frozen=True, slots=True)
class Day:
    """Of the conversations that began on a day: how many, how many of them have had an answer, how many are not
    resolved yet, and how long the first answer took to half of those that have one."""

    date: date
    arrived: int = 0
    answered: int = 0
    unresolved: int = 0
    first_answer: timedelta | None = None


class Median(Aggregate):
    """PostgreSQL's percentile_cont(0.5)."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def week(actor: Actor, zone: ZoneInfo, *, days: int = DAYS) -> list[Day]:
    """The last days with today, the oldest first, in the time zone of the workspace; one query."""
    require(actor, "report.read")
    today = now().astimezone(zone).date()
    first = today - timedelta(days=days - 1)
    took = ExpressionWrapper(F("first_replied_at") - F("created_at"), output_field=DurationField())
    rows = (
        listed(actor, Scope("all"))
        .filter(created_at__gte=datetime.combine(first, time(), zone))
        .order_by()
        .values_list(TruncDate("created_at", tzinfo=zone))
        .annotate(
            began=Count("id"),
            replied=Count("first_replied_at"),
            left=Count("id", filter=~Q(status=Status.RESOLVED)),
            median=Median(took),
        )
    )
    found = {row[0]: Day(*row) for row in rows}
    return [found.get(day, Day(day)) for day in (first + timedelta(days=step) for step in range(days))]
