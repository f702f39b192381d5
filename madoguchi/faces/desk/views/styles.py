"""Replies until it was resolved, by style of answers; and the conversations behind each figure."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from madoguchi.core.inboxes import queries as inboxes
from madoguchi.faces.desk.behind import show_behind
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import Days, days_in, number_in
from madoguchi.features.articles.intervals import Share
from madoguchi.features.csat.queries import CONTENT
from madoguchi.features.styles.certainty import FEWEST
from madoguchi.features.styles.measuring import (
    BEGUN,
    BOTH,
    NEWEST,
    PARTS,
    WHO,
    Asked,
    Line,
    conversations_visible_to,
    report_on,
)
from madoguchi.features.styles.models import Style

DAYS = 28
TITLES = {
    "resolved": gettext_lazy("Resolved"),
    "first": gettext_lazy("Resolved with the first reply"),
    "rated": gettext_lazy("Rated by the customer"),
    "content": gettext_lazy("The customer is content"),
    "begun": gettext_lazy("Conversations that customers began"),
}
OF = {"assistant": gettext_lazy("The assistant alone"), "agents": gettext_lazy("Agents")}


@require_safe
@seated
def report(request: DeskRequest) -> HttpResponse:
    """The figures of the last four weeks, or of other days."""
    days, asked = _asked(request)
    actor = request.seat.actor
    found = report_on(actor, asked)
    tried = replace(asked, tried=True)
    context: dict[str, Any] = {
        "area": "home",
        "days": days,
        "asked": asked,
        "report": found,
        "groups": [(OF[who], [_line(one, replace(asked, who=who), days) for one in found.lines[who]]) for who in WHO],
        "trial": [_line(one, tried, days) for one in found.trial] if any(one.begun for one in found.trial) else [],
        "fewest": FEWEST,
        "inboxes": inboxes.visible_to(actor).order_by("name", "id"),
    }
    return render(request, "desk/styles/report.html", context)


@require_safe
@seated
def conversations(request: DeskRequest) -> HttpResponse:
    """The conversations that a figure counts."""
    days, asked = _asked(request)
    rows = conversations_visible_to(request.seat.actor, asked)
    named = [str(TITLES[asked.part])]
    named += [str(Style(asked.style).label)] if asked.style else []
    named += [str(OF[asked.who])] if asked.who in OF else []
    back = {"from": days.first, "to": days.last, **({"inbox": asked.inbox_id} if asked.inbox_id else {})}
    address = f"{reverse('desk:style_report')}?{urlencode(back)}"
    return show_behind(request, rows, order=NEWEST, title=" · ".join(named), days=days, back=address)


def _asked(request: DeskRequest) -> tuple[Days, Asked]:
    given = request.GET
    days = days_in(given, request.seat.zone, usual=DAYS)
    style, who, part = (given.get(name, "") for name in ("style", "who", "part"))
    asked = Asked(
        days.since,
        days.until,
        CONTENT,
        number_in(given.get("inbox", "")),
        style if style in Style.values else "",
        who if who in WHO else BOTH,
        part if part in (*PARTS, BEGUN) else "resolved",
        given.get("tried", "") == "1",
    )
    return days, asked


def _line(line: Line, asked: Asked, days: Days) -> dict[str, Any]:
    sums, of = line.sums, replace(asked, style=line.style)
    return {
        "line": line,
        "first": Share(line.first, sums.n),
        "content": Share(line.content, line.rated),
        "ended": Share(line.ended, line.begun),
        "to": {part: _address(days, replace(of, part=part)) for part in TITLES},
    }


def _address(days: Days, asked: Asked) -> str:
    said: dict[str, object] = {"from": days.first, "to": days.last, "style": asked.style, "who": asked.who}
    said |= {"part": asked.part, "inbox": asked.inbox_id or "", "tried": "1" if asked.tried else ""}
    told = {name: value for name, value in said.items() if value}
    return f"{reverse('desk:style_conversations')}?{urlencode(told)}"
