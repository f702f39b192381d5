"""What stands around every page: the page comes without it, and asks for all of it at once."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from madoguchi.faces.desk.answers import fragments
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.views.alarms import standing
from madoguchi.faces.desk.views.announcements import to_confirm, unread
from madoguchi.faces.desk.views.bulks import in_hand
from madoguchi.faces.desk.views.chat_offers import offered
from madoguchi.faces.desk.views.lists import counted
from madoguchi.faces.desk.views.notifications import rung

PARTS: dict[str, tuple[str, Callable[[Seat], dict[str, Any]]]] = {
    "alarms": ("desk/alarms.html", standing),
    "strip": ("desk/announcements/strip.html", to_confirm),
    "bell": ("desk/notifications/bell.html", rung),
    "rail": ("desk/rail.html", counted),
    "rail-board": ("desk/announcements/rail_item.html", unread),
    "bulks": ("desk/bulks.html", in_hand),
    "chat-offers": ("desk/chat_offers.html", offered),
}
"""By their ids in the page: the template, and what it is drawn from."""


@require_safe
@seated
def show(request: DeskRequest) -> HttpResponse:
    """Those of `?part=` (any number), one behind the other; `?here=` is the part of the desk that is open."""
    here = {"here": request.GET.get("here", "")}
    wanted = [PARTS[name] for name in dict.fromkeys(request.GET.getlist("part")) if name in PARTS]
    return fragments(
        render_to_string(template, here | drawn_from(request.seat), request) for template, drawn_from in wanted
    )
