"""Suggesting a change of an article to those who look after it, and being done with one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import fragments, saved, toast
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.faces.desk.views.articles.reader import readable
from madoguchi.features.articles.actions import suggesting


@require_http_methods(["GET", "POST"])
@seated
def suggest(request: DeskRequest, article_id: int) -> HttpResponse:
    """GET asks what should be different; `conversation` is where that was seen."""
    require(request.seat.actor, "article.read")
    text = readable(article_id, request.seat)
    if request.method == "POST":
        suggesting.suggest(
            article_id,
            text.language,
            text=request.POST.get("text", ""),
            conversation_id=number_in(request.POST.get("conversation", "")),
            actor=request.seat.actor,
        )
        return fragments([toast(request, _("Thank you. Whoever looks after it sees it."))])
    context = {"text": text, "conversation_id": number_in(request.GET.get("conversation", ""))}
    return render(request, "desk/articles/suggest_dialog.html", context)


@require_http_methods(["DELETE"])
@seated
def settle(request: DeskRequest, suggestion_id: int) -> HttpResponse:
    """It was taken up, or will not be."""
    suggesting.settle_suggestion(suggestion_id, actor=request.seat.actor)
    return saved(request, _("Done with it."))
