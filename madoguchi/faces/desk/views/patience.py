"""How long the people in a chat wait before they leave, and the times of its clock that follow from that."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.inboxes.models import Inbox
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.curve import curve
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import day_in, number_in
from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.escalation import alarm_times, earlier_steps, steps_of
from madoguchi.features.chat.patience import TOO_LONG
from madoguchi.features.figures.patience import ENOUGH, patience

DAYS = 92


@require_safe
@seated
def report(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """The curve of the last three months, or of other days."""
    inbox, seat = _chat(request, inbox_id), request.seat
    today = now().astimezone(seat.zone).date()
    last = day_in(request.GET.get("to", "")) or today
    first = day_in(request.GET.get("from", "")) or last - timedelta(days=DAYS - 1)
    percent = number_in(request.GET.get("percent", "90")) or 0
    context: dict[str, Any] = {"inbox": inbox, "first": first, "last": last, "percent": percent, "enough": ENOUGH}
    context["times"] = alarm_times(inbox.settings)
    try:
        found = patience(inbox.id, first, last, seat.actor, zone=seat.zone, share=percent / 100)
    except Refused as refused:
        if isinstance(refused, NotAllowed):
            raise
        return render(request, "desk/patience.html", {**context, "wrong": refused, "area": "home"})
    if found.is_known:
        drawn = curve(found.points, least=60)
        context |= {"curve": drawn, "line_at": drawn.x(TOO_LONG), "too_long": TOO_LONG}
    query = f"channel=chat&inbox={inbox.id}&from={first}&to={last}"
    context["opens"] = {part: f"{reverse('desk:speed_rows', args=[part])}?{query}" for part in ("began", "left")}
    return render(request, "desk/patience.html", {**context, "found": found, "area": "home"})


@require_POST
@seated
def times(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """Set the clock of the chat to a wait: it burns then, and the first step is done at two thirds of it."""
    inbox = _chat(request, inbox_id)
    seconds = number_in(request.POST.get("seconds", "")) or 0
    changes = {"too_long": seconds, "steps": earlier_steps(steps_of(inbox), seconds)}
    change_chat(inbox.id, changes=changes, actor=request.seat.actor)
    return saved(request, _("Saved."), to=reverse("desk:patience", args=[inbox.id]))


def _chat(request: DeskRequest, inbox_id: int) -> Inbox:
    found = inboxes.visible_to(request.seat.actor).filter(id=inbox_id, channel="chat").first()
    if found is None:
        raise Http404
    return found
