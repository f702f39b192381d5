"""Search: conversations by what was said in them, people and companies by their names."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.faces.desk.answers import done
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.features.search.actions.recent import forget_searches, remember_search
from madoguchi.features.search.queries.conversations import Found, Order, conversations_found
from madoguchi.features.search.queries.people import people_found
from madoguchi.features.search.queries.progress import share_written
from madoguchi.features.search.queries.recent import SHOWN, recent_searches
from madoguchi.features.search.query.asking import Asked, ask
from madoguchi.features.search.query.guessing import corrected
from madoguchi.features.views.typed.tokens import LONGEST


@require_safe
@seated
def search(request: DeskRequest) -> HttpResponse:
    """What is found for `?q=`, by `?order=`; for htmx the results alone, and behind `?cursor=` the next ones."""
    text, order = request.GET.get("q", "")[: LONGEST + 1], _order(request)
    context: dict[str, Any] = {"text": text.strip(), "order": order.value}
    if text.strip():
        context |= _found(request, text, order)
    else:
        context |= {"recent": recent_searches(request.seat.actor)[:SHOWN]}
    if "cursor" in request.GET:
        return render(request, "desk/search_hits.html", context)
    template = "desk/search_results.html" if request.htmx.target == "results" else "desk/search.html"
    return render(request, template, context)


@require_safe
@seated
def people(request: DeskRequest) -> HttpResponse:
    """The contacts and companies that `?q=` means."""
    asked = _asked(request, request.GET.get("q", "")[: LONGEST + 1])
    found = people_found(asked, actor=request.seat.actor)
    name_the_nameless((one.contact for one in found.contacts), request.seat.actor)
    return render(request, "desk/search_people.html", {"found": found})


@require_safe
@seated
def guess(request: DeskRequest) -> HttpResponse:
    """What may have been meant by `?q=`, which found nothing."""
    asked = _asked(request, request.GET.get("q", "")[: LONGEST + 1])
    return render(request, "desk/search_guess.html", {"better": corrected(asked, actor=request.seat.actor)})


@require_http_methods(["POST", "DELETE"])
@seated
def recent(request: DeskRequest) -> HttpResponse:
    """Remember what led to something; DELETE forgets all of it."""
    if request.method == "POST":
        remember_search(request.POST.get("q", ""), actor=request.seat.actor)
        return done()
    forget_searches(actor=request.seat.actor)
    return HttpResponse()


def _order(request: DeskRequest) -> Order:
    return Order.NEWEST if request.GET.get("order") == Order.NEWEST else Order.BEST


def _asked(request: DeskRequest, text: str) -> Asked:
    seat = request.seat
    return ask(text, actor=seat.actor, zone=seat.zone, is_typing=request.GET.get("typing") == "1")


def _found(request: DeskRequest, text: str, order: Order) -> dict[str, Any]:
    seat = request.seat
    asked = _asked(request, text)
    found = conversations_found(asked, actor=seat.actor, order=order, cursor=request.GET.get("cursor", ""))
    name_the_nameless((row.conversation.contact for row in found.rows), seat.actor)
    context = {"asked": asked, "found": found, "short": Truncator(text).chars(60)}
    return context if found.rows else context | _help(asked, found, seat)


def _help(asked: Asked, found: Found, seat: Seat) -> dict[str, Any]:
    """Why nothing may have been found, and what to try."""
    words = " ".join(word.text for word in asked.typed.words if not word.excluded)
    return {
        "words": words if words and asked.typed.conditions else "",
        "written": int(share_written(seat.actor.workspace_id) * 100),
    }
