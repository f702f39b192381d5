"""The list of articles, and beginning one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.base.paging import page_of
from madoguchi.base.together import asked_together
from madoguchi.core.people.policies import require
from madoguchi.core.people.queries import active_people
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.authoring import centre_of_seat, collection_rows, is_stale, languages_of, shelves, shelves_in
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.articles.actions.writing import create_article
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import ArticleText, HelpCentre
from madoguchi.features.articles.queries.articles import NEWEST_WORK, Asked, texts_asked
from madoguchi.features.articles.wording import Words

WHICH: Mapping[str, str | Promise] = {
    "": gettext_lazy("All of them"),
    "live": gettext_lazy("Published"),
    "draft": gettext_lazy("Drafts"),
    "in_review": gettext_lazy("Waiting for review"),
    "scheduled": gettext_lazy("To be published"),
    "stale": gettext_lazy("Translations out of date"),
    "due": gettext_lazy("To be looked over"),
    "archived": pgettext_lazy("articles", "Archived"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One text as the list shows it."""

    text: ArticleText
    collection: str
    is_stale: bool

    @property
    def language_name(self) -> str:
        return LANGUAGES[self.text.language]

    @property
    def is_due(self) -> bool:
        due = self.text.article.review_due_on
        return due is not None and due <= localdate()


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """The texts that `q`, `which`, `collection`, `language` and `owner` ask for, what was written last first."""
    seat, given = request.seat, request.GET
    centre = centre_of_seat(seat)
    people, named = asked_together(active_people(seat.actor).values("id", "name"), collection_rows())
    standing = shelves_in(named, centre.language)
    page = page_of(_asked(request).defer("body", "draft_body"), order=NEWEST_WORK, cursor=given.get("after", ""))
    context = {
        "area": "articles",
        "rows": _rows(page.rows, {one.id: one.title for one in standing}, centre),
        "behind": _behind(given, page.next),
        "is_more": "after" in given,
        "languages": languages_of(centre),
    }
    if request.htmx.target in ("article-rows", "articles-end"):
        return render(request, "desk/articles/rows.html", context)
    context |= {
        "asked": {name: given.get(name, "") for name in ("q", "which", "language")},
        "asked_ids": {name: number_in(given.get(name, "")) for name in ("collection", "owner")},
        "which": WHICH.items(),
        "collections": standing,
        "people": people,
    }
    return render(request, "desk/articles/index.html", context)


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """Beginning one: GET asks for title and collection; `question` is what somebody looked for in vain."""
    seat = request.seat
    require(seat.actor, "article.write")
    centre = centre_of_seat(seat)
    if request.method == "POST":
        language = request.POST.get("language", "") or centre.language
        words = {language: Words(request.POST.get("title", ""))}
        article = create_article(number_in(request.POST.get("collection", "")) or 0, words=words, actor=seat.actor)
        return saved(request, _("Begun."), to=reverse("desk:article_text", args=[article.id, language]))
    context = {
        "question": request.GET.get("question", "")[:200],
        "collections": shelves(seat.workspace.id, centre.language),
        "collection_id": number_in(request.GET.get("collection", "")),
        "languages": languages_of(centre),
        "language": request.GET.get("language", "") or centre.language,
    }
    return render(request, "desk/articles/new_dialog.html", context)


def _asked(request: DeskRequest) -> "QuerySet[ArticleText]":
    given, actor = request.GET, request.seat.actor
    which = given.get("which", "")
    asked = Asked(
        language=given.get("language", ""),
        state="" if which in ("archived", "due") or which not in WHICH else which,
        collection_id=number_in(given.get("collection", "")),
        owner_id=number_in(given.get("owner", "")),
        archived=which == "archived",
        q=given.get("q", "")[:200],
    )
    rows = texts_asked(actor, asked)
    return rows.filter(article__review_due_on__lte=localdate()) if which == "due" else rows


def _rows(texts: list[ArticleText], collections: Mapping[int, str], centre: HelpCentre) -> list[Row]:
    of_translations = {text.article_id for text in texts if text.language != centre.language}
    rows = ArticleText.objects.filter(article_id__in=of_translations, language=centre.language)
    sources = {row.article_id: row for row in rows.only("id", "article_id", "published_at", "source_version")}
    return [
        Row(
            text,
            collections.get(text.article.collection_id, ""),
            text.language != centre.language and is_stale(text, sources.get(text.article_id)),
        )
        for text in texts
    ]


def _behind(given: QueryDict, cursor: str) -> str:
    """The address of the next page, without its path; "" where there is none."""
    if not cursor:
        return ""
    query: Any = given.copy()
    query["after"] = cursor
    return str(query.urlencode())
