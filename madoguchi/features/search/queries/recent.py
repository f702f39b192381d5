"""What a person looked for before."""

from django.db.models import QuerySet

from madoguchi.core.people.actor import Actor
from madoguchi.features.search.models import RecentSearch

SHOWN = 10


def recent_searches(actor: Actor) -> QuerySet[RecentSearch]:
    """The person's own, the newest first."""
    mine = RecentSearch.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id)
    return mine.order_by("-at", "-id")
