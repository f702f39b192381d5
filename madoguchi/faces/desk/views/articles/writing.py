"""The page on which a text of an article is written: its draft is saved by itself, what publishes is pressed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import refusal, saved
from madoguchi.faces.desk.authoring import centre_of_seat, others_at, pictures_of, shown
from madoguchi.faces.desk.authoring_page import page_of_text
from madoguchi.faces.desk.forms.articles import ArticleForm, article_changes
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.templatetags.times import clock
from madoguchi.faces.desk.typed import number_in
from madoguchi.faces.desk.views.articles.publishing import THEN
from madoguchi.features.articles.actions.arranging import change_article
from madoguchi.features.articles.actions.writing import write
from madoguchi.features.articles.differences import differences
from madoguchi.features.articles.finding import snippets_of
from madoguchi.features.articles.languages import LANGUAGES
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.articles import article_for, text_for

CONFLICT = "changed-meanwhile"


@require_http_methods(["GET", "POST"])
@seated
def article(request: DeskRequest, article_id: int) -> HttpResponse:
    """Leads to its text in the default language, or in another, and who does not write to where it is read; POST
    changes its settings."""
    actor = request.seat.actor
    if request.method == "POST":
        change_article(article_id, article_changes(request.POST), actor=actor)
        return saved(request, _("Saved."))
    found = article_for(article_id, actor)
    if not actor.may("article.write"):
        return redirect("desk:manual_page", article_id)
    known = list(found.texts.order_by("id").values_list("language", flat=True))
    default = centre_of_seat(request.seat).language
    language = default if default in known or not known else known[0]
    return redirect("desk:article_text", article_id, language)


@require_http_methods(["GET", "POST"])
@seated
def text(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """One language of it; POST saves what is written, and does what `then` names besides."""
    if language not in LANGUAGES:
        raise Http404
    if request.method == "POST":
        return _sent(request, article_id, language)
    require(request.seat.actor, "article.write")
    context = page_of_text(article_id, language, request.seat)
    context["writing"] = number_in(request.GET.get("writing", ""))
    return render(request, "desk/articles/write.html", context)


@require_POST
@seated
def draft(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """Keep what is written so far; the answer is the time, and the edition that it is now.

    409 with what stands there where somebody else has saved meanwhile: both are kept, and its writer chooses.
    """
    form = ArticleForm(request.POST)
    try:
        kept = _write(request, article_id, language, form)
    except Refused as error:
        if error.code != CONFLICT:
            raise
        return _choice(request, article_id, language, form)
    headers = {"X-Version": str(kept.edition)}
    return HttpResponse(clock(now()), content_type="text/plain; charset=utf-8", headers=headers)


@require_POST
@seated
def preview(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """What stands in the form, as readers will see it. Nothing is kept."""
    seat = request.seat
    article_for(article_id, seat.actor)
    made = shown(request.POST.get("text", ""), snippets_of(seat.workspace.id, language))
    context = {"title": request.POST.get("title", ""), "body": made.html}
    return render(request, "desk/articles/preview.html", context)


@require_safe
@seated
def published(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """What can be read of it, for a translator to have beside."""
    seat = request.seat
    found = text_for(article_id, language, seat.actor)
    made = shown(found.body or found.draft_body, snippets_of(seat.workspace.id, language))
    context = {"title": found.title or found.draft_title, "body": made.html}
    return render(request, "desk/articles/preview.html", context)


@require_safe
@seated
def others(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """Who else is writing there just now."""
    found = text_for(article_id, language, request.seat.actor)
    context = {"article": found.article, "language": language, "other": others_at(found, request.seat)}
    return render(request, "desk/articles/others.html", context)


def _write(request: DeskRequest, article_id: int, language: str, form: ArticleForm) -> ArticleText:
    return write(
        article_id,
        language,
        words=form.words(instead=_("(no title)")),
        edition=form.edition,
        actor=request.seat.actor,
    )


def _sent(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """A conflict is refused without undoing what keeps both."""
    form = ArticleForm(request.POST)
    then = THEN.get(request.POST.get("then", ""))
    if then is None:
        raise Http404
    try:
        kept = _write(request, article_id, language, form)
    except Refused as error:
        if error.code != CONFLICT:
            raise
        return refusal(error)
    words = then(kept, request.seat.actor)
    return saved(request, words, to=reverse("desk:article_text", args=[article_id, language]))


def _choice(request: DeskRequest, article_id: int, language: str, form: ArticleForm) -> HttpResponse:
    theirs = text_for(article_id, language, request.seat.actor)
    mine = form.words(instead="")
    context: dict[str, Any] = {
        "theirs": theirs,
        "pieces": differences(mine.body, theirs.draft_body),
        "pictures": pictures_of(theirs.draft_body),
    }
    return render(request, "desk/articles/changed.html", context, status=409)
