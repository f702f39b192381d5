"""The conversations behind a figure of a report: one page for all reports."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from madoguchi.base.paging import page_of
from madoguchi.core.conversations.models import Conversation
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import DeskRequest
from madoguchi.faces.desk.typed import Days

PAGE = 50


def show_behind(
    request: DeskRequest, rows: "QuerySet[Conversation]", *, order: Sequence[str], title: str, days: Days, back: str
) -> HttpResponse:
    """A page of them in their order; `back` is the report that counts them."""
    page = page_of(
        rows.select_related("contact__company"), order=order, cursor=request.GET.get("cursor", ""), limit=PAGE
    )
    name_the_nameless((row.contact for row in page.rows), request.seat.actor)
    query = request.GET.copy()
    query["cursor"] = page.next
    context: dict[str, Any] = {
        "title": title,
        "days": days,
        "back": back,
        "rows": page.rows,
        "more": f"?{query.urlencode()}" if page.next else "",
    }
    return render(request, "desk/behind.html", {**context, "area": "home"})
