"""An article out of a conversation: what it would say, the ones that say it already, and where it came from."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.base.together import asked_together
from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import changed, fragments, saved, toast
from madoguchi.faces.desk.authoring import centre_of_seat, collection_rows, shelves_in, shown
from madoguchi.faces.desk.reading import conversation_for
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.articles.actions.drafting import draft_from, have_written, use_article
from madoguchi.features.articles.drafting import Drafted
from madoguchi.features.articles.models import HelpCentre
from madoguchi.features.articles.queries.beginnings import alike_to, drafted_from, made_from
from madoguchi.features.articles.wording import Words
from madoguchi.features.llm.models import ModelCall
from madoguchi.features.llm.queries import call_for, outcome_of, ready_for, words_for


@require_http_methods(["GET", "POST"])
@seated
def from_conversation(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """GET shows what the article would begin with; POST begins it, or links to another one (`article`) instead."""
    seat = request.seat
    require(seat.actor, "article.write")
    conversation = conversation_for(conversation_id, seat)
    if article_id := number_in(request.POST.get("article", "")):
        use_article(article_id, conversation_id=conversation_id, actor=seat.actor)
        answer = fragments([toast(request, _("Linked: the conversation counts as answered with it."))])
        return changed(answer, f"conversation:{conversation_id}")
    centre, made = centre_of_seat(seat), drafted_from(conversation)
    language = _language(made, centre)
    if request.method == "POST":
        article = draft_from(
            conversation_id,
            collection_id=number_in(request.POST.get("collection", "")) or 0,
            words=Words(request.POST.get("title", ""), made.body()),
            language=language,
            actor=seat.actor,
        )
        to = reverse("desk:article_text", args=[article.id, language])
        if "by_model" in request.POST:
            call = have_written(article.id, conversation_id=conversation_id, language=language, actor=seat.actor)
            to = f"{to}?writing={call.id}"
        return saved(request, _("Begun."), to=to)
    rows, models = asked_together(
        collection_rows().filter(workspace_id=seat.workspace.id),
        ready_for(ModelCall.Purpose.ARTICLE, seat.workspace.id).values("id"),
    )
    context = {
        "conversation": conversation,
        "drafted": made,
        "made": made_from(conversation, seat.actor),
        "body": shown(made.body(), {}).html,
        "collections": shelves_in(rows, centre.language),
        "language": language,
        "by_model": bool(models),
    }
    return render(request, "desk/articles/from_dialog.html", context)


@require_safe
@seated
def by_model(request: DeskRequest, call_id: int) -> HttpResponse:
    """Whether the language model has written its draft, for the page of the article."""
    call = call_for(call_id, request.seat.actor)
    context = {"call": call, "outcome": outcome_of(call), "words": words_for(call)}
    return render(request, "desk/articles/by_model.html", context)


@require_safe
@seated
def alike(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The articles that may say the same already."""
    seat = request.seat
    require(seat.actor, "article.write")
    conversation = conversation_for(conversation_id, seat)
    context = {"conversation": conversation, "alike": alike_to(drafted_from(conversation), seat.actor)}
    return render(request, "desk/articles/from_alike.html", context)


def _language(made: Drafted, centre: HelpCentre) -> str:
    return made.language if made.language in centre.languages else centre.language
