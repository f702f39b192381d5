"""Doing one thing to all that is selected: the choices, the beginning, how far it is, stopping and undoing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.text import random_name
from madoguchi.core.conversations.models import Priority
from madoguchi.core.conversations.queries.words import tags_visible_to
from madoguchi.core.people.queries import active_people, teams_visible_to
from madoguchi.faces.desk.answers import changed
from madoguchi.faces.desk.bulks import Shown, grouped
from madoguchi.faces.desk.narrowing import asked_for
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.scopes import scope_of
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.faces.desk.snoozing import presets, typed_time
from madoguchi.features.bulk.actions import settle
from madoguchi.features.bulk.actions.begin import begin
from madoguchi.features.bulk.models import MOST
from madoguchi.features.bulk.queries import bulk_for, bulks_in_hand, not_done, why_not_done
from madoguchi.features.views.pages import ids_of

FIRST, FURTHER = 10, 50  # of those that could not be done for one reason


@require_http_methods(["GET", "POST"])
@seated
def bulks(request: DeskRequest) -> HttpResponse:
    """Those in hand; POST begins one with what is selected."""
    if request.method == "GET":
        return _in_hand(request)
    verb = request.POST.get("verb", "")
    begin(
        verb,
        parameters=_parameters(verb, request),
        conversation_ids=_selected(request),
        once=request.POST.get("once", ""),
        actor=request.seat.actor,
    )
    return trigger_client_event(_in_hand(request), "bulk:begun", after="settle")


@require_safe
@seated
def choices(request: DeskRequest, verb: str) -> HttpResponse:
    """What can be chosen for a verb, when its menu is opened."""
    if verb not in CHOICES:
        raise NotAllowed("not-found", "")
    return render(request, "desk/bulk_choices.html", {"verb": verb, **CHOICES[verb](request)})


@require_safe
@seated
def count(request: DeskRequest) -> HttpResponse:
    """How many the whole list holds: all of it is selected then."""
    found = len(ids_of(_asked(request, request.GET).listing, most=MOST + 1))
    return render(
        request, "desk/bulk_all.html", {"count": min(found, MOST), "told": grouped(MOST), "is_more": found > MOST}
    )


@require_safe
@seated
def reply(request: DeskRequest) -> HttpResponse:
    """Where one text is written for all of them."""
    return render(request, "desk/bulk_reply.html", {"once": random_name()})


@require_POST
@seated
def cancel(request: DeskRequest, bulk_id: int) -> HttpResponse:
    """Do no more."""
    settle.cancel(bulk_id, actor=request.seat.actor)
    return changed(_in_hand(request), "conversations")


@require_POST
@seated
def undo(request: DeskRequest, bulk_id: int) -> HttpResponse:
    """Take it back."""
    settle.undo(bulk_id, actor=request.seat.actor)
    return _in_hand(request)


@require_POST
@seated
def dismiss(request: DeskRequest, bulk_id: int) -> HttpResponse:
    """Say no more of it."""
    settle.dismiss(bulk_id, actor=request.seat.actor)
    return _in_hand(request)


@require_safe
@seated
def refused(request: DeskRequest, bulk_id: int) -> HttpResponse:
    """What could not be done, by its reasons; or the next ones of one `reason`, those `after` an item."""
    actor = request.seat.actor
    bulk = bulk_for(bulk_id, actor)
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = not_done(bulk, actor).filter(reason=request.GET.get("reason", ""), id__gt=int(after))
        items = list(rows[: FURTHER + 1])
        name_the_nameless((item.conversation.contact for item in items), actor)
        given = {"bulk": bulk, "items": items[:FURTHER], "is_more": len(items) > FURTHER, "is_further": True}
        return render(request, "desk/bulk_refused_rows.html", given)
    reasons = [
        (reason, number, grouped(number), items, number > FIRST)
        for reason, number, items in why_not_done(bulk, actor, most=FIRST)
    ]
    name_the_nameless((item.conversation.contact for why in reasons for item in why[3]), actor)
    return render(request, "desk/bulk_refused.html", {"bulk": bulk, "reasons": reasons})


def _in_hand(request: DeskRequest) -> HttpResponse:
    return render(request, "desk/bulks.html", in_hand(request.seat))


def in_hand(seat: Seat) -> dict[str, Any]:
    """What is drawn of those in hand."""
    return {"bulks": [Shown(bulk) for bulk in bulks_in_hand(seat.actor)]}


def _selected(request: DeskRequest) -> list[int]:
    """By their numbers, or all of a list in its order."""
    if request.POST.get("all"):
        return ids_of(_asked(request, request.POST).listing, most=MOST)
    given = request.POST.get("ids", "").split(",")
    return [int(number) for number in given if number.isascii() and number.isdigit() and len(number) < 19]


def _asked(request: DeskRequest, given: QueryDict) -> Any:
    """The list that is selected from. Raises Refused for a filter that is not clear: nothing is selected by it."""
    try:
        scope = scope_of(given.get("scope", ""))
    except ValueError as error:
        raise NotAllowed("not-found", _("There is no such list.")) from error
    asking = asked_for(request.seat, scope, given.get("q", ""))
    if asking.is_unclear:
        raise Refused("bad-filter", " ".join(asking.typed.problems), field="q")
    return asking


def _parameters(verb: str, request: DeskRequest) -> dict[str, Any]:
    """As the verb takes them, from what a form or a button sends."""
    given = request.POST
    if verb in ("assign", "team", "tag", "untag", "priority"):
        name = {"assign": "person", "untag": "tag"}.get(verb, verb)
        value = given.get(name, "")
        return {name: int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None}
    if verb == "snooze":
        until = typed_time(given.get("until", ""), request.seat.zone)
        return {"until": until.isoformat() if until else ""}
    return {"text": given.get("text", ""), "then": given.get("then", "")} if verb == "reply" else {}


def _people(request: DeskRequest) -> dict[str, Any]:
    people = sorted(active_people(request.seat.actor), key=lambda person: person.id != request.seat.person.id)
    return {"people": people}


CHOICES: dict[str, Callable[[DeskRequest], dict[str, Any]]] = {
    "assign": _people,
    "team": lambda request: {"teams": teams_visible_to(request.seat.actor)},
    "tag": lambda request: {"tags": tags_visible_to(request.seat.actor)},
    "untag": lambda request: {"tags": tags_visible_to(request.seat.actor)},
    "priority": lambda request: {"priorities": Priority.choices},
    "snooze": lambda request: {"presets": presets(request.seat.zone), "zone": str(request.seat.zone)},
}
