"""Articles that are suggested beside the composer: shown, put in, dismissed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.answers.actions.suggest import suggest, take
from madoguchi.features.articles.actions.drafting import use_article


@require_POST
@seated
def suggestions(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Those for what the customer asks now; that they were shown is kept, so it is no mere look."""
    offers = suggest(conversation_id, actor=request.seat.actor)
    return render(request, "desk/answers/suggestions.html", {"offers": offers, "id": conversation_id})


@require_POST
@seated
def suggestion(request: DeskRequest, conversation_id: int, article_id: int) -> HttpResponse:
    """The Markdown to put in as "link" or "text"; nothing for "dismiss"."""
    deed = request.POST.get("deed", "")
    text = take(conversation_id, article_id, deed=deed, actor=request.seat.actor)
    if text:
        use_article(article_id, conversation_id=conversation_id, actor=request.seat.actor)
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")
