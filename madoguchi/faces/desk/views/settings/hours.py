"""Business hours: when people are there, and in which inboxes that holds."""

from typing import Any

from babel import Locale
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base.clock import now
from madoguchi.core.inboxes.queries import visible_to
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.checks import time_zones
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.hours.actions.sets import (
    change_hours,
    create_hours,
    delete_hours,
    except_days,
    forget_day,
    give_hours,
)
from madoguchi.features.hours.calendar import countries, is_open, next_closing, next_opening
from madoguchi.features.hours.models import BusinessHours
from madoguchi.features.hours.queries import hours_for, hours_visible_to
from madoguchi.features.hours.typed import WEEKDAYS

DAYS = dict(
    zip(
        WEEKDAYS,
        (
            *(gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday")),
            *(gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday")),
        ),
        strict=True,
    )
)


@require_http_methods(["GET", "POST"])
@seated
def show_all(request: DeskRequest) -> HttpResponse:
    """All of them, and which inbox has which; POST makes one."""
    seat = request.seat
    if request.method == "POST":
        zone = seat.workspace.time_zone
        country = "JP" if zone == "Asia/Tokyo" else ""
        given = {"name": request.POST.get("name", ""), "time_zone": zone, "country": country}
        made = create_hours(given, actor=seat.actor)
        return saved(request, _("Created."), to=reverse("desk:hours_one", args=[made.id]))
    require(seat.actor, "workspace.manage")
    context = {
        "area": "settings",
        "page": "hours",
        "rows": [_standing(one) for one in hours_visible_to(seat.actor)],
        "inboxes": visible_to(seat.actor).filter(disabled_at__isnull=True).order_by("name"),
    }
    return render(request, "desk/settings/hours.html", context)


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def show(request: DeskRequest, hours_id: int) -> HttpResponse:
    """One of them; POST changes it, DELETE takes it away."""
    actor = request.seat.actor
    if request.method == "DELETE":
        delete_hours(hours_id, actor=actor)
        return saved(request, _("Deleted."), to=reverse("desk:hours"))
    if request.method == "POST":
        change_hours(hours_id, _changes(request.POST), actor=actor)
        return saved(request, _("Saved."))
    require(actor, "workspace.manage")
    hours = hours_for(hours_id, actor)
    context = {
        "area": "settings",
        "page": "hours",
        "week": [(day, label, ", ".join(hours.week.get(day, ()))) for day, label in DAYS.items()],
        "countries": _countries(),
        "time_zones": sorted(time_zones()),
        **_standing(hours),
    }
    return render(request, "desk/settings/hours_one.html", context)


@require_POST
@seated
def days(request: DeskRequest, hours_id: int) -> HttpResponse:
    """Days that are not as the week says."""
    given = {name: request.POST.get(name, "") for name in ("first", "last", "name", "hours")}
    except_days(hours_id, **given, actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_http_methods(["DELETE"])
@seated
def day(request: DeskRequest, hours_id: int, at: str) -> HttpResponse:
    """It is as the week says again."""
    forget_day(hours_id, day=at, actor=request.seat.actor)
    return saved(request, _("Deleted."))


@require_POST
@seated
def of_inbox(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """By which hours people answer in an inbox."""
    chosen = request.POST.get("hours", "")
    give_hours(inbox_id, int(chosen) if chosen.isdecimal() else None, actor=request.seat.actor)
    return saved(request, _("Saved."))


def _changes(data: QueryDict) -> dict[str, Any]:
    plain = {name: data.get(name, "") for name in ("name", "time_zone", "country")}
    return {**plain, "week": {day: data.get(day, "") for day in WEEKDAYS}}


def _standing(hours: BusinessHours) -> dict[str, Any]:
    """How it is just now: open or not, and until when (None: for longer than can be said)."""
    calendar, at = hours.calendar, now()
    open_now = is_open(calendar, at)
    until = next_closing(calendar, at) if open_now else next_opening(calendar, at)
    return {"hours": hours, "is_open": open_now, "until": until}


def _countries() -> list[tuple[str, str]]:
    names = Locale.parse(get_language() or "en", sep="-").territories
    return [(code, names.get(code, code)) for code in countries()]
