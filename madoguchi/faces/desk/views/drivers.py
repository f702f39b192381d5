"""What drives people to write: the report, its drivers, and the conversations behind each figure."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.core.conversations.models import Tag
from madoguchi.core.people.queries import active_people
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.behind import show_behind
from madoguchi.faces.desk.forms.drivers import driver_fields
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import Days, days_in, number_in
from madoguchi.features.drivers.actions import drivers as actions
from madoguchi.features.drivers.models import Avoidable, Driver
from madoguchi.features.drivers.queries import (
    ANY,
    NEWEST,
    NONE,
    Asked,
    Line,
    contacts_visible_to,
    driver_for,
    drivers_visible_to,
    report_on,
)

DAYS = 90


@require_safe
@seated
def report(request: DeskRequest) -> HttpResponse:
    """The figures of the last ninety days, or of other days."""
    asked = _asked(request)
    found = report_on(request.seat.actor, asked)
    context: dict[str, Any] = {
        "area": "home",
        "days": _days(asked),
        "report": found,
        "lines": [_line(line, asked) for line in found.lines if line.driver or line.count],
        "to": {"contacts": rows_of(asked), "avoidable": rows_of(replace(asked, avoidable=ANY))},
    }
    return render(request, "desk/drivers/report.html", context)


@require_safe
@seated
def contacts(request: DeskRequest) -> HttpResponse:
    """The conversations that a figure counts."""
    asked, actor = _asked(request), request.seat.actor
    rows = contacts_visible_to(actor, asked)
    return show_behind(
        request, rows, order=NEWEST, title=_title(asked, request), days=_days(asked), back=_address(asked)
    )


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """The dialog for one more; POST keeps it."""
    if request.method == "POST":
        actions.save_driver(driver_fields(request.POST), actor=request.seat.actor)
        return saved(request, _("Saved."))
    return _dialog(request, Driver(name=request.GET.get("name", "")[:120], owner_id=request.seat.actor.person_id))


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def one(request: DeskRequest, driver_id: int) -> HttpResponse:
    """Its dialog; POST changes it, DELETE throws it away."""
    actor = request.seat.actor
    if request.method == "DELETE":
        actions.delete_driver(driver_id, actor=actor)
        return saved(request, _("Deleted."))
    if request.method == "POST":
        actions.change_driver(driver_id, driver_fields(request.POST), actor=actor)
        return saved(request, _("Saved."))
    return _dialog(request, driver_for(driver_id, actor))


def rows_of(asked: Asked) -> str:
    """Where the conversations of a figure are listed."""
    return _address(asked, "desk:driver_contacts")


def _address(asked: Asked, page: str = "desk:drivers") -> str:
    said: dict[str, object] = {"from": asked.first, "to": asked.last}
    if page != "desk:drivers":
        said |= {name: value for name in ("driver", "avoidable") if (value := getattr(asked, name))}
    return f"{reverse(page)}?{urlencode(said)}"


def _asked(request: DeskRequest) -> Asked:
    days = days_in(request.GET, request.seat.zone, usual=DAYS)
    driver, avoidable = request.GET.get("driver", ""), request.GET.get("avoidable", "")
    return Asked(
        days.first,
        days.last,
        days.zone,
        NONE if driver == NONE else number_in(driver) or "",
        avoidable if avoidable in (ANY, *Avoidable.values) else "",
    )


def _days(asked: Asked) -> Days:
    return Days(asked.first, asked.last, asked.zone)


def _line(line: Line, asked: Asked) -> dict[str, Any]:
    driver: int | str = line.driver.id if line.driver else NONE
    of = replace(asked, driver=driver, avoidable="")
    effect = line.effect
    to = {"contacts": rows_of(of), "avoidable": rows_of(replace(of, avoidable=ANY))}
    if effect:
        to |= {"before": rows_of(effect.asked_before), "after": rows_of(effect.asked_after)}
    return {
        "line": line,
        "driver": line.driver,
        "effect": effect,
        "change": effect.change if effect else None,
        "to": to,
    }


def _title(asked: Asked, request: DeskRequest) -> str:
    parts = []
    if asked.driver == NONE:
        parts.append(_("Without a driver"))
    elif isinstance(asked.driver, int):
        parts.append(driver_for(asked.driver, request.seat.actor).name)
    if asked.avoidable:
        reasons = dict(Avoidable.choices)
        parts.append(str(reasons.get(asked.avoidable, _("Avoidable contacts"))))
    return " · ".join(parts) or pgettext("conversations", "Contacts")


def _dialog(request: DeskRequest, driver: Driver) -> HttpResponse:
    if not request.seat.may("driver.manage"):
        raise Http404
    taken = drivers_visible_to(request.seat.actor).exclude(id=driver.id).exclude(tag=None).values("tag_id")
    context = {
        "driver": driver,
        "people": active_people(request.seat.actor),
        "tags": Tag.objects.exclude(id__in=taken).order_by("name"),
    }
    return render(request, "desk/drivers/dialog.html", context)
