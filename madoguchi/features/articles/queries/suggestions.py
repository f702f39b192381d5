"""What colleagues say should be different in articles."""

from django.db.models import QuerySet

from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.models import ArticleSuggestion

NEWEST = ("-at", "-id")


def suggestions_open(actor: Actor) -> QuerySet[ArticleSuggestion]:
    """Those that nobody is done with, for who writes articles; to be paged by NEWEST."""
    found = ArticleSuggestion.objects.filter(
        workspace_id=actor.workspace_id, settled_at__isnull=True, article__archived_at__isnull=True
    )
    return found if actor.may("article.write") else found.none()
