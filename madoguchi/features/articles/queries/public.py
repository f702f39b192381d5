"""Articles as their readers see them: published, and for this reader.

`audience` is who reads: "public", "customers" (signed in) or "agents". Each sees what those before may see too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.db.models import QuerySet

from madoguchi.features.articles.models import ArticleText, Collection, CollectionText, Visibility

AUDIENCES = ("public", "customers", "agents")
IN_ORDER = ("article__position", "article_id")
NEWEST = ("-published_at", "id")
MOST_WITH_SCREENS = 1_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection in one language with what stands in it, in order."""

    collection: Collection
    text: CollectionText
    articles: list[ArticleText]
    shelves: list["Shelf"]

    @property
    def count(self) -> int:
        """Of all articles in it and beneath it."""
        return len(self.articles) + sum(shelf.count for shelf in self.shelves)


def allowed(audience: str) -> list[str]:
    """The visibilities that an audience may read."""
    return [Visibility(name).value for name in AUDIENCES[: AUDIENCES.index(audience) + 1]]


def public(workspace_id: int, language: str, audience: str = "public") -> QuerySet[ArticleText]:
    """What can be read in a language, with article and collection at hand; manuals by agents alone."""
    return public_in(workspace_id, [language], audience)


def public_in(workspace_id: int, languages: Sequence[str], audience: str = "public") -> QuerySet[ArticleText]:
    """The same in any of several languages."""
    rows = ArticleText.objects.filter(
        workspace_id=workspace_id,
        language__in=languages,
        published_at__isnull=False,
        article__archived_at__isnull=True,
        article__visibility__in=allowed(audience),
    )
    if audience != "agents":
        rows = rows.filter(article__collection__is_manual=False)
    return rows.select_related("article__collection")


def one_public(workspace_id: int, language: str, slug: str, audience: str = "public") -> ArticleText | None:
    """The article at an address."""
    return public(workspace_id, language, audience).filter(slug=slug).first()


def beside_screen(
    workspace_id: int, language: str, path: str, audience: str = "public", *, most: int = 8
) -> list[ArticleText]:
    """What is offered beside a screen of the customer's product, the nearest fit first: article.screens name paths, *
    stands for anything. One query."""
    rows = public(workspace_id, language, audience).defer("body", "draft_body").exclude(article__screens=[])
    found = []
    for text in rows.order_by(*IN_ORDER)[:MOST_WITH_SCREENS]:
        fitting = [screen for screen in text.article.screens if fnmatchcase(path, screen)]
        if fitting:
            found.append((max(len(screen) for screen in fitting), text))
    return [text for _length, text in sorted(found, key=lambda one: -one[0])[:most]]


def navigation(workspace_id: int, language: str, audience: str = "public") -> list[Shelf]:
    """All collections that hold something to read, with the titles of their articles (bodies are not read). Two
    queries."""
    texts = public(workspace_id, language, audience).defer("body", "draft_body").order_by(*IN_ORDER)
    standing: dict[int, list[ArticleText]] = {}
    for text in texts:
        standing.setdefault(text.article.collection_id, []).append(text)
    return _shelves(collections_named(workspace_id, language), standing, None)


def collections_named(workspace_id: int, language: str) -> list[CollectionText]:
    """How each collection is called in a language, or else in its first one; in their order. One query."""
    rows = CollectionText.objects.filter(workspace_id=workspace_id).select_related("collection").order_by("id")
    named: dict[int, CollectionText] = {}
    for row in rows:
        if row.collection_id not in named or row.language == language:
            named[row.collection_id] = row
    return sorted(named.values(), key=lambda row: (row.collection.position, row.collection_id))


def _shelves(rows: Sequence[CollectionText], standing: dict[int, list[ArticleText]], of: int | None) -> list[Shelf]:
    made = [
        Shelf(row.collection, row, standing.get(row.collection_id, []), _shelves(rows, standing, row.collection_id))
        for row in rows
        if row.collection.parent_id == of
    ]
    return [shelf for shelf in made if shelf.count]
