"""Avoidable contacts burned down by month, their target and their customers; and saying why a conversation came."""

from dataclasses import replace
from datetime import date
from itertools import takewhile
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.clock import now
from madoguchi.core.conversations.actions import status
from madoguchi.faces.desk.answers import changed, done, fragments, saved
from madoguchi.faces.desk.burning import burn_down
from madoguchi.faces.desk.forms.drivers import customers_in, goal_fields
from madoguchi.faces.desk.reading import conversation_for
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.faces.desk.views.drivers import rows_of
from madoguchi.faces.desk.views.states import left
from madoguchi.features.drivers.actions.causes import say_cause
from madoguchi.features.drivers.actions.customers import set_active_customers, set_goal
from madoguchi.features.drivers.customers import next_month
from madoguchi.features.drivers.models import Avoidable
from madoguchi.features.drivers.queries import (
    ANY,
    Asked,
    Month,
    cause_on,
    customers_of,
    drivers_visible_to,
    goal_of,
    months_on,
)

MONTHS = 12


@require_safe
@seated
def report(request: DeskRequest) -> HttpResponse:
    """The last twelve months."""
    seat = request.seat
    today = now().astimezone(seat.zone).date()
    first = _back(today, MONTHS - 1)
    months = _begun(months_on(seat.actor, first, today, seat.zone))
    context: dict[str, Any] = {
        "area": "home",
        "goal": goal_of(seat.actor),
        "months": [_shown(month, today, seat.zone) for month in reversed(months)],
        "chart": burn_down(months),
        "reasons": [
            (label, sum(month.reasons.get(value, 0) for month in months), _rows(first, today, seat.zone, value))
            for value, label in Avoidable.choices
        ],
        "has_customers": any(month.active.number for month in months),
        "any": sum(month.avoidable for month in months),
    }
    return render(request, "desk/drivers/avoidable.html", context)


@require_http_methods(["GET", "POST"])
@seated
def goal(request: DeskRequest) -> HttpResponse:
    """The dialog of the target and of who counts as active; POST sets both."""
    if request.method == "POST":
        set_goal(goal_fields(request.POST), actor=request.seat.actor)
        return saved(request, _("Saved."))
    return _dialog(request, "desk/drivers/goal_dialog.html", goal=goal_of(request.seat.actor))


@require_http_methods(["GET", "POST"])
@seated
def customers(request: DeskRequest) -> HttpResponse:
    """The dialog of the active customers, a line a month; POST sets them."""
    known = dict(customers_of(request.seat.actor).known)
    if request.method == "POST":
        typed = customers_in(request.POST)
        gone = dict.fromkeys(set(known) - set(typed))
        set_active_customers({**gone, **typed}, actor=request.seat.actor)
        return saved(request, _("Saved."))
    lines = [f"{month:%Y-%m} {known[month]}" for month in sorted(known, reverse=True)]
    return _dialog(request, "desk/drivers/customers_dialog.html", lines=lines)


@require_http_methods(["GET", "POST"])
@seated
def cause(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The menu of drivers and reasons; POST says one of them, "" for none."""
    if request.method == "POST":
        given: dict[str, Any] = {}
        if "driver" in request.POST:
            given["driver_id"] = number_in(request.POST["driver"])
        if "avoidable" in request.POST:
            given["avoidable"] = request.POST["avoidable"]
        say_cause(conversation_id, given, actor=request.seat.actor)
        return done(f"conversation:{conversation_id}")
    conversation = conversation_for(conversation_id, request.seat, cause_on=cause_on)
    context = {
        "conversation": conversation,
        "cause": conversation.cause_on or {},  # type: ignore[attr-defined]  # annotated
        "drivers": drivers_visible_to(request.seat.actor),
        "reasons": Avoidable.choices,
        "part": request.GET.get("part", ""),
    }
    return render(request, "desk/drivers/menu.html", context)


@require_POST
@seated
def avoided(request: DeskRequest, conversation_id: int, reason: str) -> HttpResponse:
    """Resolved, and it need not have been: both by one click."""
    say_cause(conversation_id, {"avoidable": reason}, actor=request.seat.actor)
    resolved = status.resolve(conversation_id, actor=request.seat.actor)
    text = _("Resolved; it could have been avoided.")
    return left(request, resolved, text, undo_url=reverse("desk:unavoided", args=[conversation_id]))


@require_POST
@seated
def unavoided(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """What the toast after it offers: open again, and nothing said."""
    say_cause(conversation_id, {"avoidable": ""}, actor=request.seat.actor)
    status.reopen(conversation_id, actor=request.seat.actor)
    return changed(fragments([]), f"conversation:{conversation_id}", "conversations")


def _begun(months: list[Month]) -> list[Month]:
    """From the first one on of which there is anything to say; the last one at least."""
    empty = list(takewhile(lambda month: not month.contacts and month.active.number is None, months[:-1]))
    return months[len(empty) :]


def _shown(month: Month, today: date, zone: Any) -> dict[str, Any]:
    last = min(today, date.fromordinal(next_month(month.month).toordinal() - 1))
    asked = Asked(month.month, last, zone)
    to = {"contacts": rows_of(asked), "avoidable": rows_of(replace(asked, avoidable=ANY))}
    rate = month.avoidable_rate.value
    is_met = None if rate is None or month.target is None else rate <= month.target
    return {"month": month, "to": to, "is_running": last == today, "is_met": is_met}


def _rows(first: date, last: date, zone: Any, reason: str) -> str:
    return rows_of(Asked(first, last, zone, avoidable=reason))


def _back(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _dialog(request: DeskRequest, template: str, **context: Any) -> HttpResponse:
    if not request.seat.may("driver.manage"):
        raise Http404
    return render(request, template, context)
