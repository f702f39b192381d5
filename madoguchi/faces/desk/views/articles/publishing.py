"""Having a text looked at, publishing it, and taking it back."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.snoozing import typed_time
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.articles.actions import arranging, publishing, reviewing
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.articles import text_for
from madoguchi.features.articles.queries.reviewers import reviewers_of


def _keep(text: ArticleText, actor: Actor) -> str:
    return _("Saved.")


def _ask(text: ArticleText, actor: Actor) -> str:
    reviewing.request_review(text.article_id, text.language, edition=text.edition, actor=actor)
    return _("A second person is asked to read it.")


def _approve(text: ArticleText, actor: Actor) -> str:
    reviewing.approve(text.article_id, text.language, edition=text.edition, actor=actor)
    publishing.publish(text.article_id, text.language, edition=text.edition, actor=actor)
    return _("Approved and published.")


def _approve_only(text: ArticleText, actor: Actor) -> str:
    reviewing.approve(text.article_id, text.language, edition=text.edition, actor=actor)
    return _("Approved. It can be published now, or at a time.")


def _publish(text: ArticleText, actor: Actor) -> str:
    publishing.publish(text.article_id, text.language, edition=text.edition, actor=actor)
    return pgettext("article", "Published.")


def _publish_minor(text: ArticleText, actor: Actor) -> str:
    publishing.publish(text.article_id, text.language, edition=text.edition, minor=True, actor=actor)
    return _("Published. The translations stay as they are.")


def _follow(text: ArticleText, actor: Actor) -> str:
    publishing.confirm_translation(text.article_id, text.language, actor=actor)
    return _("It counts as up to date.")


THEN: Mapping[str, Callable[[ArticleText, Actor], str]] = {
    "": _keep,
    "review": _ask,
    "approve": _approve,
    "approve-only": _approve_only,
    "publish": _publish,
    "publish-minor": _publish_minor,
    "follow": _follow,
}
"""What is done with a text that was just saved, by the button that was pressed; the words that say so."""


@require_http_methods(["DELETE"])
@seated
def publication(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """Readers find it no more."""
    publishing.unpublish(article_id, language, actor=request.seat.actor)
    return saved(request, _("Unpublished."))


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def schedule(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """Publishing it at a time; DELETE: not then after all."""
    actor, zone = request.seat.actor, request.seat.zone
    if request.method == "DELETE":
        publishing.unschedule(article_id, language, actor=actor)
        return saved(request, _("It stays a draft."))
    require(actor, "article.publish")
    text = text_for(article_id, language, actor)
    if request.method == "POST":
        at = typed_time(request.POST.get("at", ""), zone)
        if at is None:
            raise Refused("bad-time", _("Enter a date and a time."), field="at")
        publishing.schedule(article_id, language, edition=_edition(request), at=at, actor=actor)
        return saved(request, _("Scheduled."), to=reverse("desk:article_text", args=[article_id, language]))
    context = {"text": text, "language": language, "suggested": _tomorrow(now().astimezone(zone))}
    return render(request, "desk/articles/schedule_dialog.html", context)


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def review(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """Giving a draft back with a note; DELETE: nobody need read it after all."""
    actor = request.seat.actor
    if request.method == "DELETE":
        reviewing.withdraw_review(article_id, language, actor=actor)
        return saved(request, _("Nobody is asked any more."))
    text = text_for(article_id, language, actor)
    if request.method == "POST":
        note = request.POST.get("note", "")
        reviewing.give_back(article_id, language, edition=_edition(request), note=note, actor=actor)
        return saved(request, _("Given back."), to=reverse("desk:article_text", args=[article_id, language]))
    require(actor, "article.publish")
    return render(request, "desk/articles/return_dialog.html", {"text": text, "language": language})


@require_http_methods(["GET", "POST"])
@seated
def reviewer(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """Asking one person to read it; GET asks whom."""
    actor = request.seat.actor
    require(actor, "article.write")
    text = text_for(article_id, language, actor)
    if request.method == "POST":
        chosen = number_in(request.POST.get("reviewer", ""))
        reviewing.request_review(article_id, language, edition=_edition(request), reviewer_id=chosen, actor=actor)
        words = _("A second person is asked to read it.")
        return saved(request, words, to=reverse("desk:article_text", args=[article_id, language]))
    context = {"text": text, "language": language, "people": reviewers_of(text, actor)}
    return render(request, "desk/articles/reviewer_dialog.html", context)


@require_POST
@seated
def address(request: DeskRequest, article_id: int, language: str) -> HttpResponse:
    """Another address; the old one leads on to it."""
    arranging.change_slug(article_id, language, slug=request.POST.get("slug", ""), actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_http_methods(["POST", "DELETE"])
@seated
def archival(request: DeskRequest, article_id: int) -> HttpResponse:
    """Nobody finds it any more; DELETE takes it out of the archive."""
    if request.method == "DELETE":
        arranging.unarchive(article_id, actor=request.seat.actor)
        return saved(request, _("It is back."))
    arranging.archive(article_id, actor=request.seat.actor)
    return saved(request, _("Archived."))


def _edition(request: DeskRequest) -> int:
    return number_in(request.POST.get("edition", "")) or 0


def _tomorrow(here: datetime) -> str:
    """Nine o'clock there, as a field of the browser takes it."""
    return (here + timedelta(days=1)).strftime("%Y-%m-%dT09:00")
