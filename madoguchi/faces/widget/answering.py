"""What somebody can do with an answer of the assistant: in the panel, or on the page to which a mail leads."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Message
from madoguchi.faces.widget.serving import Asked, number_in, own_chat, served
from madoguchi.features.answers.actions import respond
from madoguchi.features.answers.asking import place_of
from madoguchi.features.answers.buttons import Buttons, buttons_in, buttons_on
from madoguchi.features.answers.catalogue import text_for
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.verdicts import name_on
from madoguchi.features.chat.models import Chat
from madoguchi.features.chat.queries import home_of
from madoguchi.features.chat.saying import ASSISTANT


def choices_of(chat: Chat, said: Sequence[Message]) -> dict[str, Any]:
    """What the panel is told of it beside new messages: what can be pressed below the last word of the assistant, None
    where somebody else has spoken since; nothing where nobody has spoken."""
    if not said:
        return {}
    home = home_of(chat) if said[-1].automatic == ASSISTANT else None
    found = buttons_in(home) if home else None
    return {"choices": _shown(found) if found else None}


@require_POST
@served
def of_chat(asked: Asked) -> dict[str, Any]:
    """A visitor presses one of them in a chat of theirs."""
    visitor = asked.known()
    with tenant(visitor.workspace_id):
        home = home_of(own_chat(visitor, asked.said.get("chat")))
        if home is None:
            raise NotAllowed("not-found", "")
        deed, article_id = asked.said.get("do"), number_in(asked.said.get("article"))
        if deed == "person":
            respond.ask_for_person_in(home.id, workspace_id=visitor.workspace_id)
            return {"choices": None}
        answer = Answer.objects.filter(conversation=home).order_by("-id").first()
        if answer is None:
            raise NotAllowed("not-found", "")
        _do(answer, deed, article_id)
        found = buttons_on(Answer.objects.select_related("text__article").get(id=answer.id))
        return {"choices": _shown(found) if found else None}


@csrf_exempt  # no cookie says who asks: whoever has the link is who was answered
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """To which a mail leads: looking changes nothing, one click does."""
    place = place_of(token)
    if place is None:
        raise Http404
    workspace_id, answer_id = place
    with tenant(workspace_id):
        answer = Answer.objects.select_related("inbox", "text__article").filter(id=answer_id).first()
    if answer is None:
        raise Http404
    with translation.override(answer.language or answer.inbox.language):
        return _page(request, answer)


def _page(request: HttpRequest, answer: Answer) -> HttpResponse:
    wrong, opened = "", 0
    if request.method == "POST":
        try:
            _do(answer, request.POST.get("do"), number_in(request.POST.get("article")))
            opened = number_in(request.POST.get("article"))
        except Refused as refused:
            wrong = refused.text
    with tenant(answer.workspace_id):
        answer = Answer.objects.select_related("inbox", "text__article").get(id=answer.id)
        found = buttons_on(answer)
        buttons = found.buttons if found else ()
        context = {
            "answer": answer,
            "buttons": buttons,
            "deeds": [one for one in buttons if one.do in ("helped", "reason", "person")],
            "articles": [one for one in buttons if one.do == "article"],
            "opened": text_for(answer.workspace_id, opened, answer.language) if opened else None,
            "about": "" if answer.text else name_on(answer.feature, answer.language),
            "name": answer.inbox.sender_name or answer.inbox.name,
            "is_reasoned": request.POST.get("do") == "reason" and not wrong,
            "wrong": wrong,
        }
    response = render(request, "widget/answered.html", context, status=422 if wrong else 200)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _do(answer: Answer, deed: object, article_id: int) -> None:
    if deed == "helped":
        respond.confirm(answer.id, workspace_id=answer.workspace_id)
    elif deed == "person":
        respond.ask_for_person(answer.id, workspace_id=answer.workspace_id)
    elif deed == "step":
        respond.ask_for_step(answer.id, workspace_id=answer.workspace_id)
    elif deed == "reason":
        respond.ask_for_reason(answer.id, workspace_id=answer.workspace_id)
    elif deed == "article":
        respond.choose(answer.id, article_id, workspace_id=answer.workspace_id)
    else:
        raise NotAllowed("not-found", "")


def _shown(found: Buttons) -> dict[str, Any]:
    return {
        "state": found.state,
        "buttons": [{"do": one.do, "article": one.article_id, "label": one.label} for one in found.buttons],
    }
