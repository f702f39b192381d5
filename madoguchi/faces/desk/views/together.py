"""Working on one conversation with others: who is in it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.core.people.queries import people_visible_to
from madoguchi.faces.desk.reading import conversation_for
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.together import beside, together_in

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
def faces(request: DeskRequest) -> HttpResponse:
    """The faces of some people (`?id=9&id=12`), for presence.js to put on rows."""
    ids = [int(one) for one in request.GET.getlist("id")[:MOST_FACES] if one.isascii() and one.isdigit()]
    people = people_visible_to(request.seat.actor).filter(id__in=ids)
    return render(request, "desk/faces.html", {"people": people})
