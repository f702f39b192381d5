"""What visitors looked for and read long ago is thrown away; what they said of articles stays."""

from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.features.articles.models import ArticleRead, HelpSearch

KEPT = timedelta(days=400)  # a year, and the same season to compare it with
BATCH = 1_000


def forget_visits(workspace_id: int) -> int:
    """Throw away some of what is older than KEPT. Returns how many rows."""
    gone = 0
    with tenant(workspace_id):
        for rows in (ArticleRead.objects.all(), HelpSearch.objects.all()):
            old = rows.filter(at__lt=now() - KEPT).order_by("at").values_list("id", flat=True)[:BATCH]
            gone += rows.filter(id__in=list(old)).delete()[0]
    return gone
