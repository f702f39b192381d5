"""What the pages of articles show, read in few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from madoguchi.base.clock import now
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.articles.differences import Piece, differences
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import ArticleText, ArticleVersion, CollectionText, HelpCentre, Visibility
from madoguchi.features.articles.queries.centre import fresh
from madoguchi.features.articles.rendering import Places, Rendered, pictures_in, render

STILL_WRITES = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection to choose from; one that stands below another says so in its title."""

    id: int
    title: str
    is_manual: bool
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """One language of an article."""

    language: str
    name: str
    address: str
    exists: bool
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The text in the default language that a translation follows; `pieces` are what has changed in it since."""

    text: ArticleText
    name: str
    is_stale: bool
    pieces: Sequence[Piece] = ()


def shelves(workspace_id: int, language: str) -> list[Shelf]:
    """Every collection, those below another one behind it. One query."""
    return shelves_in(collection_rows().filter(workspace_id=workspace_id), language)


def collection_rows() -> "QuerySet[CollectionText, Any]":
    """What shelves_in() is made of."""
    rows = CollectionText.objects.order_by("collection__position", "collection_id", "id")
    return rows.values("collection_id", "language", "title", "collection__parent_id", "collection__is_manual")


def shelves_in(rows: Iterable[Mapping[str, Any]], language: str) -> list[Shelf]:
    """Each collection as it is called in a language, or else in its first one."""
    named: dict[int, Mapping[str, Any]] = {}
    for row in rows:
        if row["collection_id"] not in named or row["language"] == language:
            named[row["collection_id"]] = row
    tops = [row for row in named.values() if row["collection__parent_id"] is None]
    found: list[Shelf] = []
    for top in tops:
        below = [row for row in named.values() if row["collection__parent_id"] == top["collection_id"]]
        found += [_shelf(top), *(_shelf(row, top) for row in below)]
    return found


def _shelf(row: Mapping[str, Any], above: Mapping[str, Any] | None = None) -> Shelf:
    title = f"{above['title']} › {row['title']}" if above else row["title"]
    return Shelf(row["collection_id"], title, row["collection__is_manual"], row["collection__parent_id"])


def centre_of_seat(seat: Seat) -> HelpCentre:
    """The workspace's own, or as it would be set up. One query."""
    return HelpCentre.objects.filter(workspace_id=seat.workspace.id).first() or fresh(seat.workspace)


def languages_of(centre: HelpCentre) -> list[tuple[str, str]]:
    """The languages of the help centre with their own names, the default one first."""
    return [(code, LANGUAGES[code]) for code in centre.languages]


def is_stale(text: ArticleText, source: ArticleText | None) -> bool:
    """Whether readers of a translation are told less than those of its source."""
    return bool(source and source.is_live and text.is_live and text.source_version < source.source_version)


def tabs_of(article_id: int, centre: HelpCentre, texts: Mapping[str, ArticleText]) -> list[Tab]:
    """The languages of the help centre, and those in which the article says something besides."""
    source = texts.get(centre.language)
    return [
        Tab(
            language,
            LANGUAGES[language],
            reverse("desk:article_text", args=[article_id, language]),
            language in texts,
            language in texts and language != centre.language and is_stale(texts[language], source),
        )
        for language in dict.fromkeys([*centre.languages, *texts])
    ]


def source_of(text: ArticleText | None, source: ArticleText | None) -> Source | None:
    """For a page in another language than the default one. One query where the translation is stale, else none."""
    if source is None or (text is not None and text.id == source.id):
        return None
    stale = text is not None and is_stale(text, source)
    if not stale or text is None:
        return Source(source, LANGUAGES[source.language], is_stale=False)
    seen = ArticleVersion.objects.filter(text=source, number=text.source_version).first()
    pieces = differences(seen.body if seen else "", source.body)
    return Source(source, LANGUAGES[source.language], is_stale=True, pieces=pieces)


def others_at(text: ArticleText | None, seat: Seat) -> str:
    """Who else is writing in a text just now; "" for nobody."""
    if text is None or text.draft_by is None or text.draft_by_id == seat.person.id:
        return ""
    return text.draft_by.name if text.draft_at > now() - STILL_WRITES else ""


def pictures_of(body: str) -> list[tuple[str, str]]:
    """(name, address) of the pictures that a body shows, for the editor."""
    return [(name, picture_address(name)) for name in sorted(pictures_in(body))]


def picture_address(name: str) -> str:
    return reverse("desk:article_picture", args=[name])


def shown(body: str, snippets: Mapping[str, str]) -> Rendered:
    """A body as its readers see it, with the desk's own addresses."""
    return render(body, Places(picture_address, _read_in_the_desk, snippets))


def centre_address(centre: HelpCentre) -> str:
    """Where customers find the help centre, without a slash at its end."""
    return f"https://{centre.host}" if centre.host else f"{settings.MADOGUCHI.public_url}/help/{centre.slug}"


def is_for_everybody(text: ArticleText, centre: HelpCentre) -> bool:
    """Whether a customer who is given its address can open it."""
    return centre.is_public and text.article.visibility == Visibility.PUBLIC


def read_address(text: ArticleText, centre: HelpCentre) -> str:
    """Where its readers find a text: in the desk what not everybody can open."""
    if not is_for_everybody(text, centre):
        return f"{settings.MADOGUCHI.public_url}{_read_in_the_desk(str(text.article_id))}"
    return f"{centre_address(centre)}/{text.language}/articles/{text.slug}/"


def _read_in_the_desk(article_id: str) -> str:
    return reverse("desk:manual_page", args=[int(article_id)])
