"""Lists of conversations: the page of three panes, its list, the next rows, and the rail."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.conversations.queries.views import Scope
from madoguchi.faces.desk.answers import changed
from madoguchi.faces.desk.narrowing import Asked, asked_for, title_of
from madoguchi.faces.desk.rail import rail, title_in
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.refreshing import as_many_as
from madoguchi.faces.desk.scopes import word_of
from madoguchi.faces.desk.seat import DeskRequest, Seat, seated
from madoguchi.features.views.actions.orders import choose_order
from madoguchi.features.views.pages import Looked, page
from madoguchi.features.views.typed.suggesting import suggestions
from madoguchi.features.views.typed.tokens import LONGEST

ROWS = 20
LOOKS = 4  # pages that looked at enough and found little come by themselves; then somebody has to want it


@require_safe
@seated
def show_list(request: DeskRequest, scope: Scope) -> HttpResponse:
    """The three panes with nothing opened; for htmx the rows alone."""
    if request.htmx.target in ("rows", "rows-end"):
        return render(
            request, "desk/rows.html", rows_context(request, asked_for(request.seat, scope, request.GET.get("q", "")))
        )
    if request.htmx.target == "work":  # back from a conversation: the list is there still (returning.js)
        return render(request, "desk/nothing_open.html")
    if request.htmx.target == "list-pane":
        return render(request, "desk/list_pane.html", pane_context(request, scope))
    return render(request, "desk/list_page.html", page_context(request, scope))


@require_safe
@seated
def show_rail(request: DeskRequest) -> HttpResponse:
    """The rail again, with its counts of now."""
    return render(request, "desk/rail.html", {"here": request.GET.get("here", ""), **counted(request.seat)})


def counted(seat: Seat) -> dict[str, Any]:
    """What the rail is drawn from."""
    return {"rail": rail(seat)}


@require_POST
@seated
def order(request: DeskRequest, scope: Scope) -> HttpResponse:
    """In which order the list is read from now on."""
    choose_order(word_of(scope), order=request.POST.get("order", ""), actor=request.seat.actor)
    request.seat.person.refresh_from_db(fields=["list_orders"])
    asking = asked_for(request.seat, scope, request.POST.get("q", ""))
    response = render(request, "desk/order_menu.html", {"asking": asking, "word": asking.word})
    return changed(response, "conversations")


@require_safe
@seated
def suggest(request: DeskRequest) -> HttpResponse:
    """What could come next in the filter `?q=`, at `?at=`."""
    text = request.GET.get("q", "")[:LONGEST]
    found = suggestions(text, _number(request.GET.get("at", "")) or len(text), request.seat.actor)
    return render(request, "desk/filter_options.html", {"options": found})


def page_context(request: DeskRequest, scope: Scope) -> dict[str, Any]:
    """Rail and list: what every page of the three panes shows. Beside a narrowed list the rail comes by itself: the
    conditions have their questions too."""
    if request.GET.get("q", "").strip():
        return pane_context(request, scope)
    found = rail(request.seat)
    asking = asked_for(request.seat, scope, "", kept=found.kept)
    return {
        **rows_context(request, asking),
        "rail": found,
        "here": asking.word,
        "title": title_in(found, asking.word),
    }


def pane_context(request: DeskRequest, scope: Scope) -> dict[str, Any]:
    """The list with its head."""
    asking = asked_for(request.seat, scope, request.GET.get("q", ""))
    return {**rows_context(request, asking), "here": asking.word, "title": title_of(asking, request.seat)}


def rows_context(request: DeskRequest, asking: Asked) -> dict[str, Any]:
    """One page of rows: the first, the one behind `?after=`, or again as many as are `?shown=`."""
    limit = as_many_as(request, "shown", ROWS)
    cursor = request.GET.get("after", "")
    found = Looked([], "") if asking.is_unclear else page(asking.listing, cursor=cursor, limit=limit)
    name_the_nameless((conversation.contact for conversation in found.rows), request.seat.actor)
    looked = _number(request.GET.get("looked", "")) + 1 if found.is_looking else 0
    return {
        "page": found,
        "is_more": "after" in request.GET,
        "asking": asking,
        "word": asking.word,
        "looked": looked,
        "has_looked_enough": looked > LOOKS,
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
