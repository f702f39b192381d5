"""What is offered while somebody writes: saved replies, and people and teams whom a note can name."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from madoguchi.base.romaji import spelled
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import one_visible
from madoguchi.core.people.queries import active_people, teams_visible_to
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.replies.actions.using import use_reply
from madoguchi.features.replies.filling import fill, values_for
from madoguchi.features.replies.finding import best
from madoguchi.features.replies.gist import gist_of
from madoguchi.features.replies.queries import offered_to, reply_for


@require_safe
@seated
def replies(request: DeskRequest) -> HttpResponse:
    """The best for what was typed, in the conversation that is written in."""
    actor = request.seat.actor
    conversation = _conversation(request)
    rows = offered_to(actor, conversation)
    language = conversation.contact.language if conversation else ""
    found = best(rows, request.GET.get("q", "")[:100], language=language)
    return render(request, "desk/offers/replies.html", {"rows": [(row, gist_of(row.text)) for row in found]})


@require_safe
@seated
def reply(request: DeskRequest, saved_reply_id: int) -> HttpResponse:
    """What it would say there."""
    actor = request.seat.actor
    row = reply_for(saved_reply_id, actor)
    conversation = _conversation(request)
    filled = fill(row, values_for(row, conversation, actor))
    context = {"reply": row, "filled": filled, "conversation": conversation}
    return render(request, "desk/offers/reply.html", context)


@require_POST
@seated
def use(request: DeskRequest, saved_reply_id: int) -> HttpResponse:
    """The text to put in, in Markdown."""
    key = request.POST.get("conversation", "")
    conversation_id = int(key) if key.isascii() and key.isdigit() else None
    filled = use_reply(saved_reply_id, conversation_id=conversation_id, actor=request.seat.actor)
    return HttpResponse(filled.text, content_type="text/markdown; charset=utf-8")


@require_safe
@seated
def mentionable(request: DeskRequest) -> HttpResponse:
    """The people and teams whom a note can name."""
    actor = request.seat.actor
    named = [(person, spelled(person.name_kana)) for person in active_people(actor)]
    context = {"people": named, "teams": teams_visible_to(actor)}
    return render(request, "desk/offers/people.html", context)


def _conversation(request: DeskRequest) -> Conversation | None:
    """The one that is written in; None where it is not there for this person, or is yet to begin."""
    key = request.GET.get("conversation", "")
    return one_visible(int(key), request.seat.actor) if key.isascii() and key.isdigit() and len(key) < 19 else None
