"""Remembering what a person looked for, and forgetting it."""

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.people.actor import Actor
from madoguchi.features.search.models import RecentSearch
from madoguchi.features.search.queries.recent import recent_searches

KEPT = 20
LONGEST = 200


def remember_search(text: str, *, actor: Actor) -> None:
    """Put a text at the head of the person's own searches; the oldest beyond KEPT are forgotten."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST or "\x00" in text or not actor.own_id:
        return
    with tenant(actor.workspace_id):
        RecentSearch.objects.update_or_create(
            person_id=actor.own_id, text=text, defaults={"workspace_id": actor.workspace_id, "at": now()}
        )
        kept = list(recent_searches(actor).values_list("id", flat=True)[:KEPT])
        recent_searches(actor).exclude(id__in=kept).order_by().delete()


def forget_searches(*, actor: Actor) -> None:
    """Forget all of the person's own."""
    with tenant(actor.workspace_id):
        recent_searches(actor).order_by().delete()
