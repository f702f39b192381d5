"""What is to be improved in the articles: lists to work from, one a tab (MISSION 61, 69 to 71)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from madoguchi.base.clock import now
from madoguchi.base.paging import page_of
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.authoring import centre_of_seat
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.articles.intervals import Share
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries import articles as queries
from madoguchi.features.articles.queries import covering, figures, suggestions
from madoguchi.features.deflection.queries import deflection

LOOKED_AT = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Tab:
    """One list: what it is called and for, and what its template needs."""

    label: str | Promise
    words: str | Promise
    read: Callable[[DeskRequest], dict[str, Any]]


@require_safe
@seated
def first(request: DeskRequest) -> HttpResponse:
    """The first list."""
    require(request.seat.actor, "article.write")
    return redirect("desk:improve_tab", next(iter(TABS)))


@require_safe
@seated
def show(request: DeskRequest, tab: str) -> HttpResponse:
    """One of the lists."""
    require(request.seat.actor, "article.write")
    if tab not in TABS:
        raise Http404
    context = {
        "area": "articles",
        "tab": tab,
        "tabs": [(name, one.label) for name, one in TABS.items()],
        "words": TABS[tab].words,
        "part": f"desk/articles/improve/{tab}.html",
        **TABS[tab].read(request),
    }
    return render(request, "desk/articles/improve.html", context)


def _searches(request: DeskRequest) -> dict[str, Any]:
    return {"rows": figures.zero_results(request.seat.actor, since=now() - LOOKED_AT, until=now())}


def _contacts(request: DeskRequest) -> dict[str, Any]:
    actor = request.seat.actor
    since, until = now() - LOOKED_AT, now()
    rows = figures.read_before_contact(actor, since=since, until=until)
    return {"rows": rows, "spared": deflection(since, until, actor)}


def _verdicts(request: DeskRequest) -> dict[str, Any]:
    rows = figures.verdicts_visible_to(request.seat.actor).filter(helpful=False)
    return {"page": page_of(rows, order=figures.NEWEST, cursor=_cursor(request))}


def _reviews(request: DeskRequest) -> dict[str, Any]:
    rows = queries.in_review(request.seat.actor)
    return {"page": page_of(rows, order=queries.NEWEST_WORK, cursor=_cursor(request))}


def _due(request: DeskRequest) -> dict[str, Any]:
    rows = queries.due_for_review(request.seat.actor, until=localdate()).prefetch_related("texts")
    page = page_of(rows, order=queries.OLDEST_DUE, cursor=_cursor(request))
    language = centre_of_seat(request.seat).language
    return {"page": page, "rows": [(article, _named(list(article.texts.all()), language)) for article in page.rows]}


def _stale(request: DeskRequest) -> dict[str, Any]:
    rows = queries.texts_readable_by(request.seat.actor).filter(article__archived_at__isnull=True)
    rows = queries.stale(rows, request.seat.workspace.id)
    page = page_of(rows, order=queries.NEWEST_WORK, cursor=_cursor(request))
    return {"page": page, "rows": [(text, LANGUAGES[text.language]) for text in page.rows]}


def _suggested(request: DeskRequest) -> dict[str, Any]:
    rows = suggestions.suggestions_open(request.seat.actor).select_related("article", "person")
    page = page_of(rows.prefetch_related("article__texts"), order=suggestions.NEWEST, cursor=_cursor(request))
    named = [(row, _named(list(row.article.texts.all()), row.language)) for row in page.rows]
    return {"page": page, "rows": named}


def _covered(request: DeskRequest) -> dict[str, Any]:
    actor = request.seat.actor
    since, until = now() - LOOKED_AT, now()
    inboxes = covering.covered_between(actor, since=since, until=until)
    bare = covering.uncovered_between(actor, since=since, until=until).select_related("inbox")
    return {
        "inboxes": inboxes,
        "whole": Share(sum(one.share.count for one in inboxes), sum(one.share.of for one in inboxes)),
        "page": page_of(bare, order=covering.NEWEST, cursor=_cursor(request)),
    }


def _cursor(request: DeskRequest) -> str:
    return request.GET.get("after", "")


def _named(texts: list[ArticleText], language: str) -> ArticleText | None:
    """The one by which an article is called."""
    return next((text for text in texts if text.language == language), texts[0] if texts else None)


TABS: Mapping[str, Tab] = {
    "searches": Tab(
        _("Searched in vain"), _("What visitors looked for in the last four weeks, and found nothing."), _searches
    ),
    "contacts": Tab(
        _("Wrote all the same"),
        _("Articles that visitors read in the last four weeks before they wrote to us within a day."),
        _contacts,
    ),
    "verdicts": Tab(_("Did not help"), _("What readers say of articles that did not help them."), _verdicts),
    "suggested": Tab(_("Suggested"), _("Changes that colleagues have suggested while they worked."), _suggested),
    "reviews": Tab(_("Waiting for review"), _("Drafts that a second person has to read, you or anybody."), _reviews),
    "due": Tab(_("To be looked over"), _("Articles whose day has come, the longest overdue first."), _due),
    "stale": Tab(
        _("Translations out of date"), _("What readers of another language are told is older than its source."), _stale
    ),
    "covered": Tab(
        _("Covered"),
        _("How much of what was answered in the last four weeks is written down, and what is not yet."),
        _covered,
    ),
}
