"""The strip over all panes that says what stands still."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.core.conversations.queries.alarms import alarms_for
from madoguchi.faces.desk.seat import DeskRequest, seated


@require_safe
@seated
def show(request: DeskRequest) -> HttpResponse:
    """The alarms of this person; pages come without them and ask for them when they hear of the stream's beginning."""
    return render(request, "desk/alarms.html", {"alarms": alarms_for(request.seat.actor)})
