"""Collections as the people of the house see them."""

from django.db.models import QuerySet

from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.models import Collection

IN_ORDER = ("position", "id")


def collections_visible_to(actor: Actor) -> QuerySet[Collection]:
    """Those of the workspace with their texts; to be paged by IN_ORDER."""
    found = Collection.objects.filter(workspace_id=actor.workspace_id).prefetch_related("texts")
    return found if actor.may("article.read") else found.none()
