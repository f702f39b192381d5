"""Articles that are suggested beside the composer: asked for, shown, put in, dismissed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.answers.actions.suggest import suggest, take
from madoguchi.features.answers.suggesting import offered_at
from madoguchi.features.articles.actions.drafting import use_article


@require_http_methods(["GET", "POST"])
@seated
def suggestions(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Those for what the customer asks now; POST has the worker look for them, where nobody has yet."""
    actor, is_asked = request.seat.actor, request.method == "POST"
    offered = suggest(conversation_id, actor=actor) if is_asked else offered_at(conversation_id, actor)
    context = {"offered": offered, "id": conversation_id, "asks_again": is_asked and not offered.is_ranked}
    return render(request, "desk/answers/suggestions.html", context)


@require_POST
@seated
def suggestion(request: DeskRequest, conversation_id: int, article_id: int) -> HttpResponse:
    """The Markdown to put in as "link", "card" or "text"; nothing for "dismiss"."""
    deed = request.POST.get("deed", "")
    text = take(conversation_id, article_id, deed=deed, actor=request.seat.actor)
    if text:
        use_article(article_id, conversation_id=conversation_id, actor=request.seat.actor)
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")
