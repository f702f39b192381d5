"""The bell: how many are unread, which they are, and having read them."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from madoguchi.faces.desk.answers import done
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.templatetags.times import day
from madoguchi.features.notifications import queries
from madoguchi.features.notifications.actions.prefer import note_active
from madoguchi.features.notifications.actions.read import read, read_all, read_conversation
from madoguchi.features.notifications.wording import lines_of

ROWS = 20
PART = "notifications"  # the panel, and the list of the page


@require_safe
@seated
def bell(request: DeskRequest) -> HttpResponse:
    """How many are unread."""
    return render(request, "desk/notifications/bell.html", rung(request.seat))


def rung(seat: Seat) -> dict[str, Any]:
    """What the bell is drawn from."""
    return {"bell": queries.bell(seat.actor)}


@require_safe
@seated
def show(request: DeskRequest) -> HttpResponse:
    """What the person was told, by days; for htmx the panel alone, or the next rows of it."""
    page = queries.page(request.seat.actor, cursor=request.GET.get("after", ""), limit=ROWS)
    lines = lines_of(page.rows)
    context = {
        "days": [(label, list(part)) for label, part in groupby(lines, lambda line: day(line.at))],
        "next": page.next,
        "is_more": "after" in request.GET,
        "area": "notifications",
    }
    if context["is_more"] and request.htmx.target:
        return render(request, "desk/notifications/rows.html", context)
    in_panel = request.htmx.target == PART
    return render(request, "desk/notifications/panel.html" if in_panel else "desk/notifications/page.html", context)


@require_POST
@seated
def reading(request: DeskRequest) -> HttpResponse:
    """The person has read one, by its id, or all of them."""
    given = request.POST.get("id", "")
    if given.isascii() and given.isdigit() and len(given) < 19:
        read(request.seat.actor, ids=[int(given)])
    else:
        read_all(request.seat.actor)
    return _heard(request)


@require_POST
@seated
def conversation_reading(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The conversation is on the person's screen: what they were told of it is read."""
    read_conversation(conversation_id, actor=request.seat.actor)
    return _heard(request)


@require_POST
@seated
def here(request: DeskRequest) -> HttpResponse:
    """The person is at the desk."""
    note_active(request.seat.actor)
    return HttpResponse(status=204)


def _heard(request: DeskRequest) -> HttpResponse:
    return done(f"person:{request.seat.person.id}:notifications")
