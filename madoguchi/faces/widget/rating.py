"""How content a visitor is: asked in the panel, and on the page to which a mail leads."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.widget.serving import Asked, own_chat, served
from madoguchi.features.chat.models import Chat
from madoguchi.features.csat.actions import rate as actions
from madoguchi.features.csat.asking import asks, is_open, place_of
from madoguchi.features.csat.models import Rating

FACES = (
    (1, _("Very dissatisfied")),
    (2, _("Dissatisfied")),
    (3, _("Neither")),
    (4, _("Satisfied")),
    (5, _("Very satisfied")),
)


def asked_of(chat: Chat, inbox: Inbox) -> dict[str, Any] | None:
    """What the panel shows of it: what they said; None where they are not asked, or it is settled."""
    found = Rating.objects.select_related("conversation").filter(conversation_id=chat.conversation_id)
    rating = found.first() if asks(inbox) else None
    if rating is None or not is_open(rating):
        return None
    return {"score": rating.score, "comment": rating.comment}


def rate(asked: Asked, chat: Chat) -> dict[str, Any]:
    """A visitor rates a chat of theirs."""
    rating = Rating.objects.filter(conversation_id=chat.conversation_id).first()
    score, comment = asked.said.get("score"), asked.said.get("comment")
    if rating is None:
        raise NotAllowed("not-found", "")
    known = score if isinstance(score, int) and not isinstance(score, bool) else 0
    said = comment if isinstance(comment, str) else None
    row = actions.rate(rating.id, score=known, comment=said, workspace_id=chat.workspace_id)
    return {"rate": {"score": row.score, "comment": row.comment}}


@csrf_exempt  # no cookie says who asks: whoever has the link is who was asked
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """To which a mail leads: looking changes nothing, one click rates."""
    place = place_of(token)
    if place is None:
        raise Http404
    workspace_id, rating_id = place
    with tenant(workspace_id):
        rating = Rating.objects.select_related("conversation__contact", "inbox").filter(id=rating_id).first()
    if rating is None:
        raise Http404
    reads = rating.conversation.contact.language
    with translation.override(reads if reads in dict(LANGUAGES) else rating.inbox.language):
        return _page(request, rating)


def _page(request: HttpRequest, rating: Rating) -> HttpResponse:
    wrong = ""
    if request.method == "POST":
        typed = request.POST.get("score", "")
        try:
            rating = actions.rate(
                rating.id,
                score=int(typed) if typed in "12345" and typed else 0,
                comment=request.POST.get("comment"),
                workspace_id=rating.workspace_id,
            )
        except Refused as refused:
            wrong = refused.text
    with tenant(rating.workspace_id):
        context = {
            "rating": rating,
            "faces": FACES,
            "is_open": is_open(rating),
            "wrong": wrong,
            "name": rating.inbox.sender_name or rating.inbox.name,
            "longest": actions.LONGEST,
        }
    response = render(request, "widget/rate.html", context, status=422 if wrong else 200)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@served
def of_chat(asked: Asked) -> dict[str, Any]:
    """A visitor rates one of their own."""
    visitor = asked.known()
    with tenant(visitor.workspace_id):
        chat = own_chat(visitor, asked.said.get("chat"))
        return rate(asked, chat)
