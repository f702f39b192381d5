"""One's own place at the chats, and for who leads those of the others: who takes any just now, how many at once."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.views.states import number_in
from madoguchi.features.chat.actions.seat import MOST, change_seat
from madoguchi.features.chat.seats import all_seats, own_seat


@require_http_methods(["GET", "POST"])
@seated
def show(request: DeskRequest) -> HttpResponse:
    """The page of it; POST changes it. The rail has the switch alone."""
    actor = request.seat.actor
    require(actor, "conversation.reply")
    if request.method == "GET":
        leads = actor.may("team.watch")
        others = [one for one in all_seats(actor) if one.person_id != actor.own_id] if leads else []
        context = {"area": "settings", "page": "chat-seat", "own": own_seat(actor), "others": others, "most": MOST}
        return render(request, "desk/settings/chat_seat.html", context)
    wanted = {"1": True, "0": False}.get(request.POST.get("available", ""))
    typed = request.POST.get("capacity", "")
    capacity = (int(typed) if typed.isascii() and typed.isdigit() else 0) if "capacity" in request.POST else None
    person_id = number_in(request.POST, "person")
    change_seat(is_available=wanted, capacity=capacity, person_id=person_id, actor=actor)
    if "capacity" in request.POST:
        return saved(request, _("Saved."))
    return render(request, "desk/rail_chat_seat.html", {"own": own_seat(actor)})
