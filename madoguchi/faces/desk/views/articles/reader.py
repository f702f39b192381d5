"""The manual, read in the desk: its contents beside one article; and saying what should be different in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from madoguchi.core.people.policies import require
from madoguchi.faces.desk.authoring import centre_of_seat, shown
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.features.articles.finding import snippets_of
from madoguchi.features.articles.models import ArticleText, HelpCentre
from madoguchi.features.articles.queries.articles import texts_readable_by
from madoguchi.features.articles.queries.public import Shelf, navigation
from madoguchi.features.articles.queries.searching import search
from madoguchi.features.articles.rendering import snippets_in

AUDIENCE = "agents"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A collection of the contents."""

    title: str
    articles: Sequence[ArticleText]


@require_safe
@seated
def show(request: DeskRequest, article_id: int | None = None) -> HttpResponse:
    """One article with the contents of everything beside it, manuals first; `q` finds."""
    seat = request.seat
    require(seat.actor, "article.read")
    centre = centre_of_seat(seat)
    language = language_for(centre)
    text = _text(article_id, (language, centre.language), seat) if article_id is not None else None
    asked = request.GET.get("q", "").strip()[:200]
    contents = list(_chapters(navigation(seat.workspace.id, language, AUDIENCE)))
    if text is None and not asked:
        text = next((one for chapter in contents for one in chapter.articles), None)
        text = _text(text.article_id, (language,), seat) if text else None
    snippets = snippets_of(seat.workspace.id, text.language) if text and snippets_in(text.body) else {}
    context = {
        "area": "manual",
        "contents": contents,
        "text": text,
        "rendered": shown(text.body, snippets) if text else None,
        "q": asked,
        "found": search(seat.workspace.id, asked, language=language, audience=AUDIENCE) if asked else [],
    }
    return render(request, "desk/articles/reader.html", context)


def language_for(centre: HelpCentre) -> str:
    """The reader's own where the help centre speaks it."""
    own = (get_language() or "")[:2]
    return own if own in centre.languages else centre.language


def readable(article_id: int, seat: Seat) -> ArticleText:
    """An article as this reader reads it. Raises Http404."""
    centre = centre_of_seat(seat)
    return _text(article_id, (language_for(centre), centre.language), seat)


def _text(article_id: int, languages: Sequence[str], seat: Seat) -> ArticleText:
    """What can be read of it, in the first of the languages that it has. Raises Http404."""
    rows = texts_readable_by(seat.actor).filter(
        article_id=article_id, published_at__isnull=False, article__archived_at__isnull=True
    )
    found = {row.language: row for row in rows.select_related("article__owner", "article__collection")}
    if not found:
        raise Http404
    return next((found[code] for code in languages if code in found), next(iter(found.values())))


def _chapters(shelves: Sequence[Shelf]) -> Iterator[Chapter]:
    for shelf in sorted(shelves, key=lambda one: not one.collection.is_manual):
        if shelf.articles:
            yield Chapter(shelf.text.title, shelf.articles)
        yield from (Chapter(f"{shelf.text.title} › {one.text.title}", one.articles) for one in shelf.shelves)
