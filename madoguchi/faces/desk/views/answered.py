"""How often the assistant helped: the figures, and the conversations behind each of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madoguchi.base.days import short_day
from madoguchi.base.paging import page_of
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import Days, days_in, number_in
from madoguchi.features.answers.counting import (
    NEWEST,
    PARTS,
    Asked,
    Group,
    Report,
    answers_visible_to,
    report_on,
)

DAYS = 28
PAGE = 50


@require_safe
@seated
def report(request: DeskRequest) -> HttpResponse:
    """The figures of the last four weeks, or of other days, and the conversations that they count."""
    seat = request.seat
    days, asked = _asked(request)
    page = page_of(
        answers_visible_to(seat.actor, asked).select_related("conversation__contact__company", "text", "feature"),
        order=NEWEST,
        cursor=request.GET.get("cursor", ""),
        limit=PAGE,
    )
    name_the_nameless((row.conversation.contact for row in page.rows), seat.actor)
    whole = replace(asked, part="")
    found = report_on(seat.actor, whole, seat.zone)
    context: dict[str, Any] = {
        "days": days,
        "asked": asked,
        "figures": found.figures,
        "all": _address(days, whole),
        "to": {part: _address(days, replace(asked, part=part)) for part in PARTS},
        "groups": _groups(found, days, whole),
        "rows": page.rows,
        "more": f"{_address(days, asked)}&cursor={page.next}" if page.next else "",
        "inboxes": inboxes.visible_to(seat.actor).order_by("name", "id"),
        "languages": LANGUAGES,
    }
    return render(request, "desk/answers/report.html", {**context, "area": "home"})


def _asked(request: DeskRequest) -> tuple[Days, Asked]:
    given = request.GET
    days = days_in(given, request.seat.zone, usual=DAYS)
    asked = Asked(
        days.since,
        days.until,
        number_in(given.get("inbox", "")),
        given.get("language", "")[:10],
        number_in(given.get("article", "")),
        part if (part := given.get("part", "")) in PARTS else "",
    )
    return days, asked


def _address(days: Days, asked: Asked) -> str:
    said: list[tuple[str, object]] = [("from", days.first), ("to", days.last)]
    narrowed = {"inbox": asked.inbox_id, "language": asked.language, "article": asked.article_id, "part": asked.part}
    said += [(name, value) for name, value in narrowed.items() if value]
    return f"{reverse('desk:answers')}?{urlencode(said)}"


def _groups(found: Report, days: Days, asked: Asked) -> list[tuple[str, list[tuple[Group, str]]]]:
    """By article, language, inbox and week: each with what it counts."""
    titles = {"article": _("By article"), "language": _("By language"), "inbox": _("By inbox"), "week": _("By week")}
    return [(title, [_line(by, group, days, asked) for group in found.groups[by]]) for by, title in titles.items()]


def _line(by: str, group: Group, days: Days, asked: Asked) -> tuple[Group, str]:
    if by == "week":
        monday = group.key.date()
        of = Days(max(monday, days.first), min(monday + timedelta(days=6), days.last), days.zone)
        name = _("Week of %(day)s") % {"day": short_day(monday, with_year=True)}
        return replace(group, name=name), _address(of, asked)
    if by == "language":
        name = dict(LANGUAGES).get(group.key, group.key) or _("Unknown")
        return replace(group, name=str(name)), _address(days, replace(asked, language=group.key))
    return group, _address(days, replace(asked, **{f"{by}_id": group.key}))
