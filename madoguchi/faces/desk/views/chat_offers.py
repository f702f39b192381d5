"""The chats that are offered to one: a bar on every page, with two buttons."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from madoguchi.faces.desk.answers import done
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.features.chat.actions.offer import SECONDS, accept, decline
from madoguchi.features.chat.seats import offered_to

MOST = 5  # of the bar


@require_safe
@seated
def show(request: DeskRequest) -> HttpResponse:
    """The bar; empty for who is offered nothing."""
    return render(request, "desk/chat_offers.html", offered(request.seat))


def offered(seat: Seat) -> dict[str, Any]:
    """What the bar is drawn from."""
    return {"offers": list(offered_to(seat.actor)[:MOST]), "seconds": SECONDS}


@require_POST
@seated
def take(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """It is the person's, and opens."""
    accept(conversation_id, actor=request.seat.actor)
    return HttpResponseClientRedirect(reverse("desk:conversation", args=["mine", conversation_id]))


@require_POST
@seated
def refuse(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The next is asked."""
    decline(conversation_id, actor=request.seat.actor)
    return done(f"person:{request.seat.person.id}:offers")
