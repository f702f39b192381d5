"""Parts that many articles say alike, and which articles say them."""

from django.db.models import Q, QuerySet

from madoguchi.core.people.actor import Actor
from madoguchi.features.articles.models import ArticleText, Snippet

BY_KEY = ("key", "language", "id")


def snippets_visible_to(actor: Actor) -> QuerySet[Snippet]:
    """Those of the workspace; to be paged by BY_KEY."""
    found = Snippet.objects.filter(workspace_id=actor.workspace_id)
    return found if actor.may("article.read") else found.none()


def naming(key: str, language: str) -> QuerySet[ArticleText]:
    """The texts that name a part, as they are read or written."""
    mark = rf"\{{\{{\s*snippet:{key}\s*\}}\}}"
    return ArticleText.objects.filter(Q(body__regex=mark) | Q(draft_body__regex=mark), language=language)
