"""Bringing conversations together and apart: merge, link, split; and who takes part."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from madoguchi.base.errors import Refused
from madoguchi.core.conversations.actions import join
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.queries.timeline import as_read, with_all_beside
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.faces.desk.answers import done
from madoguchi.faces.desk.reading import OTHERS, conversation_for, must_see, name_the_nameless, others_of
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.thread import bubble_of
from madoguchi.features.search.queries.conversations import conversations_found
from madoguchi.features.search.query.asking import ask
from madoguchi.features.views.typed.tokens import LONGEST


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def merging(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Put this conversation into another one; DELETE takes it out again."""
    if request.method == "DELETE":
        return _to(join.undo_merge(conversation_id, actor=request.seat.actor))
    if request.method == "POST":
        must_see(conversation_id, request.seat)
        into = join.merge(conversation_id, into_id=_chosen(request), actor=request.seat.actor)
        return _to(into)
    return _choice(request, conversation_id, "desk/merge_dialog.html")


@require_http_methods(["GET", "POST"])
@seated
def links(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Tie it to another one."""
    if request.method == "POST":
        must_see(conversation_id, request.seat)
        join.link(conversation_id, other_id=_chosen(request), actor=request.seat.actor)
        return done(f"conversation:{conversation_id}")
    return _choice(request, conversation_id, "desk/link_dialog.html")


@require_http_methods(["DELETE"])
@seated
def unlink(request: DeskRequest, conversation_id: int, other_id: int) -> HttpResponse:
    """Untie it."""
    join.unlink(conversation_id, other_id=other_id, actor=request.seat.actor)
    return done(f"conversation:{conversation_id}")


@require_http_methods(["GET", "POST"])
@seated
def split(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Take messages out into a conversation of their own."""
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("message") if key.isascii() and key.isdigit()]
        return _to(join.split(conversation_id, message_ids=chosen, actor=request.seat.actor))
    conversation = conversation_for(conversation_id, request.seat)
    typed = request.GET.get("from", "")
    first = int(typed) if typed.isascii() and typed.isdigit() else 0
    messages = list(as_read(Message.objects.filter(conversation=conversation)).order_by("id")[:200])
    context = {
        "conversation": conversation,
        "bubbles": [bubble_of(message) for message in with_all_beside(messages)],
        "first": first if messages and first > messages[0].id else 0,  # a conversation cannot be split off whole
    }
    return render(request, "desk/split_dialog.html", context)


@require_POST
@seated
def add_participant(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Somebody gets the replies from now on."""
    join.add_participant(conversation_id, address=request.POST.get("address", ""), actor=request.seat.actor)
    return done(f"conversation:{conversation_id}")


@require_http_methods(["DELETE"])
@seated
def remove_participant(request: DeskRequest, conversation_id: int, participant_id: int) -> HttpResponse:
    """Somebody gets them no longer."""
    join.remove_participant(conversation_id, participant_id=participant_id, actor=request.seat.actor)
    return done(f"conversation:{conversation_id}")


def _choice(request: DeskRequest, conversation_id: int, template: str) -> HttpResponse:
    """Those found for `?q=`, or else the others of the same person; for htmx that types, the choices alone."""
    seat, text = request.seat, request.GET.get("q", "").strip()[:LONGEST]
    conversation = conversation_for(conversation_id, seat)
    others = _found(text, seat, but=conversation_id) if text else others_of(conversation, seat)
    if request.htmx.target == "other-choices":
        template = "desk/other_choices.html"
    return render(request, template, {"conversation": conversation, "others": others, "text": text})


def _found(text: str, seat: Seat, *, but: int) -> list[Conversation]:
    asked = ask(text, actor=seat.actor, zone=seat.zone, is_typing=True)
    rows = conversations_found(asked, actor=seat.actor, limit=OTHERS + 1).rows
    found = [row.conversation for row in rows if row.conversation.id != but][:OTHERS]
    name_the_nameless((one.contact for one in found), seat.actor)
    return found


def _chosen(request: DeskRequest) -> int:
    """The one chosen, or the number typed. Raises Refused("nothing-chosen") or Refused("no-such-conversation")."""
    named = request.POST.get("other", "") or request.POST.get("q", "").strip().lstrip("#＃")
    if not named.isdigit():
        raise Refused("nothing-chosen", _("Choose a conversation, or type its number."), field="q")
    found = visible_to(request.seat.actor).filter(id=int(named)).first() if len(named) < 19 else None
    if found is None:
        raise Refused("no-such-conversation", _("There is no conversation with this number."), field="q")
    return found.id


def _to(conversation: Conversation) -> HttpResponse:
    return HttpResponseClientRedirect(reverse("desk:conversation", args=["all", conversation.id]))
