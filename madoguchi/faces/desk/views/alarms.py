"""The strip over all panes that says what stands still."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.core.conversations.queries.alarms import alarms_for
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated


@require_safe
@seated
def show(request: DeskRequest) -> HttpResponse:
    """The alarms of this person."""
    return render(request, "desk/alarms.html", standing(request.seat))


def standing(seat: Seat) -> dict[str, Any]:
    """What the strip is drawn from."""
    return {"alarms": alarms_for(seat.actor)}
