"""Views that people keep: saving the list that one sees; the page where views are changed, shared and put in order."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.workspaces.actions.change import WAITS, change_workspace
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.narrowing import asked_for
from madoguchi.faces.desk.scopes import scope_of
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.templatetags.times import UNITS
from madoguchi.features.views.actions.saved import change_view, delete_view, place_view, save_view
from madoguchi.features.views.conditions import as_json, from_json
from madoguchi.features.views.listing import conditions_of
from madoguchi.features.views.orders import ORDERS
from madoguchi.features.views.queries import may_change, saved_visible_to
from madoguchi.features.views.typed import parse, text_of


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """Keep the list of `scope`, as `q` narrows it, under a name."""
    given = request.GET if request.method == "GET" else request.POST
    try:
        asking = asked_for(request.seat, scope_of(given.get("scope", "")), given.get("q", ""))
    except ValueError as error:
        raise NotAllowed("not-found", _("There is no such list.")) from error
    if request.method == "GET":
        return render(request, "desk/view_dialog.html", {"asking": asking, "word": asking.word})
    if asking.is_unclear:
        raise Refused("bad-filter", " ".join(asking.typed.problems), field="q")
    begun = () if asking.saved else conditions_of(asking.listing.scope)
    made = save_view(
        request.POST.get("name", ""),
        conditions=as_json(dict.fromkeys((*begun, *asking.listing.conditions))),
        order=asking.listing.order_name,
        shared="shared" in request.POST,
        actor=request.seat.actor,
    )
    return HttpResponseClientRedirect(reverse("desk:list", args=[f"saved-{made.id}"]))


@require_safe
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """One's own views, the shared ones, and after which time a customer's waiting is long."""
    seat = request.seat
    rows = list(saved_visible_to(seat.actor).select_related("person"))
    context = {
        "area": "settings",
        "page": "views",
        "groups": [
            (_("Your views"), _told([row for row in rows if not row.is_shared], seat)),
            (_("Shared views"), _told([row for row in rows if row.is_shared], seat)),
        ],
        "orders": ORDERS.values(),
        "units": [(size, label) for size, (_name, label) in UNITS.items()],
    }
    return render(request, "desk/settings/views.html", context)


@require_http_methods(["POST", "DELETE"])
@seated
def one(request: DeskRequest, view_id: int) -> HttpResponse:
    """Rename a view, change its conditions or who sees it; DELETE throws it away."""
    if request.method == "DELETE":
        delete_view(view_id, actor=request.seat.actor)
        return saved(request, _("Deleted."))
    typed = parse(request.POST.get("q", ""), request.seat.actor, request.seat.zone)
    if typed.problems:
        raise Refused("bad-filter", " ".join(typed.problems), field="q")
    changes: dict[str, Any] = {
        "name": request.POST.get("name", ""),
        "conditions": as_json(typed.with_words),
        "order": request.POST.get("order", ""),
    }
    if request.seat.may("view.share"):
        changes["shared"] = "shared" in request.POST
    change_view(view_id, changes, actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_POST
@seated
def place(request: DeskRequest, view_id: int) -> HttpResponse:
    """Further up or down in its list."""
    position = request.POST.get("position", "")
    place_view(view_id, position=int(position) if position.isdigit() else 0, actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_POST
@seated
def waits(request: DeskRequest) -> HttpResponse:
    """When a wait is long, when too long, and when something counts as unanswered."""
    change_workspace({name: _minutes(request, name) for name in WAITS}, actor=request.seat.actor)
    return saved(request, _("Saved."))


def _minutes(request: DeskRequest, name: str) -> str:
    """A number and its unit as a form sends them; what is no number is refused by the action."""
    number, unit = request.POST.get(name, "").strip(), request.POST.get(f"{name}-unit", "1")
    is_number = number.isascii() and number.isdigit() and len(number) < 7 and unit in ("1", "60", "1440")
    return str(int(number) * int(unit)) if is_number else number


def _told(rows: list[Any], seat: Seat) -> list[dict[str, Any]]:
    """The views of a group, with the neighbours that they could change places with."""
    return [
        {
            "view": row,
            "filter": text_of(from_json(row.conditions), seat.actor, seat.zone),
            "may": may_change(row, seat.actor),
            "up": number - 1 if number else None,
            "down": number + 1 if number + 1 < len(rows) else None,
        }
        for number, row in enumerate(rows)
    ]
