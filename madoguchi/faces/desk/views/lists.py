"""Lists of conversations: the page of three panes, its list, the next rows, and the rail."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.core.conversations.queries.views import Scope, page
from madoguchi.faces.desk.rail import rail, title_of
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.refreshing import as_many_as
from madoguchi.faces.desk.scopes import word_of
from madoguchi.faces.desk.seat import DeskRequest, seated

ROWS = 20


@require_safe
@seated
def home(request: DeskRequest) -> HttpResponse:
    """The desk begins with one's own conversations."""
    return redirect("desk:list", scope="mine")


@require_safe
@seated
def show_list(request: DeskRequest, scope: Scope) -> HttpResponse:
    """The three panes with nothing opened; for htmx the rows alone."""
    if request.htmx.target in ("rows", "rows-end"):
        return render(request, "desk/rows.html", rows_context(request, scope))
    return render(request, "desk/list_page.html", page_context(request, scope))


@require_safe
@seated
def show_rail(request: DeskRequest) -> HttpResponse:
    """The rail again, with its counts of now."""
    return render(request, "desk/rail.html", {"rail": rail(request.seat), "here": request.GET.get("here", "")})


def page_context(request: DeskRequest, scope: Scope) -> dict[str, Any]:
    """Rail and list: what every page of the three panes shows."""
    found = rail(request.seat)
    return {
        **rows_context(request, scope),
        "rail": found,
        "here": word_of(scope),
        "title": title_of(scope, found),
    }


def rows_context(request: DeskRequest, scope: Scope) -> dict[str, Any]:
    """One page of rows: the first, the one behind `?after=`, or again as many as are `?shown=`."""
    word = word_of(scope)
    limit = as_many_as(request, "shown", ROWS)
    found = page(request.seat.actor, scope, cursor=request.GET.get("after", ""), limit=limit)
    name_the_nameless((conversation.contact for conversation in found.rows), request.seat.actor)
    return {
        "page": found,
        "is_more": "after" in request.GET,
        "word": word,
        "list_url": reverse("desk:list", args=[word]),
    }
