"""Working on one conversation with others: who is in it, taking it over, handing it over, and calls for help."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.errors import NotAllowed
from madoguchi.base.text import random_name
from madoguchi.core.conversations.actions import help as helping
from madoguchi.core.conversations.actions.draft import save_draft
from madoguchi.core.conversations.actions.hand_over import hand_over as give
from madoguchi.core.conversations.actions.take_over import take_over as take
from madoguchi.core.conversations.models import Draft, WaitingOn
from madoguchi.core.conversations.queries.begun import replies_begun_by_others
from madoguchi.core.people.queries import active_people, people_visible_to, teams_visible_to
from madoguchi.faces.desk.answers import changed, done, fragments, toast
from madoguchi.faces.desk.composing import drafts_of
from madoguchi.faces.desk.handing import handing_in, planning_of
from madoguchi.faces.desk.reading import conversation_for
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.together import beside, together_in
from madoguchi.faces.desk.views.states import moved, number_in
from madoguchi.faces.desk.views.writing import composer_html
from madoguchi.features.chat.actions.lead import watched_unseen
from madoguchi.features.chat.actions.read import seen_by_us
from madoguchi.features.chat.transfer import must_have_room, reach

MOST_FACES = 100


@require_safe
@seated
def presence(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Who else looks at it, writes in it, or has begun an answer."""
    conversation = conversation_for(conversation_id, request.seat, **beside(conversation_id, request.seat))
    context = {"conversation": conversation, "together": together_in(conversation, request.seat)}
    return render(request, "desk/presence.html", context)


@require_safe
@seated
def whispering(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """To whom can be whispered: whoever has the chat now."""
    return render(request, "desk/whisper.html", {"conversation": conversation_for(conversation_id, request.seat)})


@require_POST
@seated
def seen(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The person has what a visitor said before them, up to `message`."""
    seen_by_us(conversation_id, number_in(request.POST, "message") or 0, actor=request.seat.actor)
    return HttpResponse(status=204)


@require_POST
@seated
def watched(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The person reads a chat without being shown."""
    watched_unseen(conversation_id, actor=request.seat.actor)
    return HttpResponse(status=204)


@require_safe
@seated
def faces(request: DeskRequest) -> HttpResponse:
    """The faces of some people (`?id=9&id=12`), for presence.js to put on rows."""
    ids = [int(one) for one in request.GET.getlist("id")[:MOST_FACES] if one.isascii() and one.isdigit()]
    people = people_visible_to(request.seat.actor).filter(id__in=ids)
    return render(request, "desk/faces.html", {"people": people})


@require_POST
@seated
def take_over(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """It is the person's from now on, whoever else was at it."""
    take(conversation_id, actor=request.seat.actor)
    names = (f"conversation:{conversation_id}", "conversations", f"presence:{conversation_id}")
    return changed(moved(request, conversation_id), *names)


@require_http_methods(["GET", "POST"])
@seated
def begun(request: DeskRequest, conversation_id: int, person_id: int) -> HttpResponse:
    """What somebody else has begun to answer, for the owner to read; POST puts it into the owner's own composer."""
    conversation = conversation_for(conversation_id, request.seat)
    theirs = replies_begun_by_others(conversation, request.seat.actor).filter(person_id=person_id).first()
    if theirs is None:
        raise NotAllowed("not-found", "")
    if request.method == "GET":
        return render(request, "desk/begun_dialog.html", {"conversation": conversation, "draft": theirs})
    _go_on_with(theirs, conversation_id, request.seat)
    parts = [
        composer_html(request, conversation_id, wanted="reply", out_of_band=True),
        toast(request, _("It stands in your composer now. Theirs is unchanged.")),
    ]
    return fragments(parts)


def _go_on_with(theirs: Draft, conversation_id: int, seat: Seat) -> None:
    """What one had begun oneself stands below it."""
    mine = [draft for draft in drafts_of(seat, conversation_id) if draft.kind == Draft.Kind.REPLY]
    text = "\n\n".join(part for part in (theirs.text, *(draft.text for draft in mine)) if part)
    fields = mine[0].fields if mine else theirs.fields
    save_draft(conversation_id, kind=Draft.Kind.REPLY, text=text, fields=fields, actor=seat.actor)


@require_http_methods(["GET", "POST"])
@seated
def hand_over(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """To whom it goes, with a word and with what is open."""
    seat = request.seat
    if request.method == "POST":
        to = handing_in(request.POST, seat.zone)
        must_have_room(conversation_for(conversation_id, seat), to.person_id, seat.actor)
        give(
            conversation_id,
            to=to,
            once=request.POST.get("once", ""),
            actor=seat.actor,
        )
        return done(f"conversation:{conversation_id}", "conversations")
    conversation = conversation_for(conversation_id, seat)
    teams = list(teams_visible_to(seat.actor))
    context = {
        "conversation": conversation,
        "people": active_people(seat.actor).exclude(id=seat.person.id),
        "teams": teams,
        "reach": reach(seat.actor, [team.id for team in teams]) if conversation.is_chat else None,
        "planning": planning_of(conversation.due_at, seat),
        "waiting_on": WaitingOn.choices,
        "once": random_name(),
    }
    return render(request, "desk/hand_over_dialog.html", context)


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def help_on(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Asking for help; DELETE says that none is needed any more."""
    seat = request.seat
    if request.method == "GET":
        conversation = conversation_for(conversation_id, seat)
        context = {"conversation": conversation, "teams": teams_visible_to(seat.actor)}
        return render(request, "desk/help_dialog.html", context)
    if request.method == "POST":
        text, team_id = request.POST.get("text", ""), number_in(request.POST, "team")
        call = helping.Call(text, team_id, "urgent" in request.POST)
        helping.ask_help(conversation_id, call=call, actor=seat.actor)
        return done(f"conversation:{conversation_id}", "conversations")
    helping.settle_help(conversation_id, actor=seat.actor)
    return moved(request, conversation_id)


@require_POST
@seated
def help_taking(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The person comes to help."""
    helping.take_help(conversation_id, actor=request.seat.actor)
    return moved(request, conversation_id)
