"""What follows for articles from what happened."""

from collections.abc import Sequence

from madoguchi.core.events.models import Event
from madoguchi.features.articles.finding import index
from madoguchi.features.articles.queries.snippets import naming

SNIPPETS = ("article_snippet.changed", "article_snippet.deleted")


def index_again(events: Sequence[Event]) -> None:
    """What names a reusable part is found by its new words. May run twice."""
    for key, language in {(event.payload["key"], event.payload["language"]) for event in events}:
        for text in naming(key, language).filter(published_at__isnull=False, article__archived_at__isnull=True):
            index(text)
