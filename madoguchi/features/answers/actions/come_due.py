"""Saying of articles and features that the day has come on which somebody wanted them to be looked at again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Fact, Subject, record
from madoguchi.core.people.actor import system
from madoguchi.core.people.models import Person
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.articles.events import ArticleCameDue
from madoguchi.features.articles.models import Article
from madoguchi.features.registry.events import FeatureCameDue
from madoguchi.features.registry.models import Feature

MORNING = timedelta(hours=8)  # of the workspace: nobody looks anything over at midnight
MOST = 200  # of each at a time

Row = TypeVar("Row", Article, Feature)
CameDue = Callable[[int, int | None, str], Fact]


def tell_of_reviews(workspace_id: int) -> int:
    """A duty; may run twice. Of each day it is said once, to whoever looks after the row while they have a seat.
    Returns how many came due."""
    with tenant(workspace_id):
        zone = ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(id=workspace_id))
        today = localdate(now() - MORNING, timezone=zone)
        standing = Article.objects.filter(archived_at__isnull=True)
        return _tell(standing, ArticleCameDue, today) + _tell(Feature.objects.all(), FeatureCameDue, today)


def _tell(rows: QuerySet[Row], came_due: CameDue, today: date) -> int:
    untold = rows.filter(review_due_on__lte=today).exclude(told_due_on=F("review_due_on"))
    due = list(untold.select_for_update(skip_locked=True).order_by("review_due_on", "id")[:MOST])
    owners = {row.owner_id for row in due if row.owner_id}
    seated = set(Person.objects.filter(id__in=owners, deactivated_at__isnull=True).values_list("id", flat=True))
    for row in due:
        row.told_due_on = row.review_due_on
        row.save(update_fields=["told_due_on"])
        owner_id = row.owner_id if row.owner_id in seated else None
        fact = came_due(row.id, owner_id, str(row.told_due_on))
        record(fact, actor=system(row.workspace_id), about=Subject())
    return len(due)
