"""What customers ask and what they want to do: beside a conversation, and as a report."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.paging import page_of
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.faces.desk.answers import done
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import Days, days_in, number_in
from madoguchi.features.aims.actions.clarify import clarify
from madoguchi.features.aims.actions.read import begin_look_up
from madoguchi.features.aims.actions.settle import settle_aim
from madoguchi.features.aims.clarifying import back_at
from madoguchi.features.aims.queries import NEWEST, PARTS, Asked, aims_visible_to, report_on

DAYS = 28
PAGE = 50
NO_TOPIC = "-"  # in an address


@require_POST
@seated
def look_up(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """Somebody has it open: what is not known of it yet is looked for. What asked goes away."""
    begin_look_up(conversation_id, actor=request.seat.actor)
    return HttpResponse()


@require_POST
@seated
def settle(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """It is meant like this."""
    given = request.POST
    settle_aim(conversation_id, asked=given.get("asked", ""), wish=given.get("wish", ""), actor=request.seat.actor)
    return done(f"conversation:{conversation_id}")


@require_http_methods(["GET", "POST"])
@seated
def clarifying(request: DeskRequest, conversation_id: int) -> HttpResponse:
    """The question back that is suggested; POST takes it (its Markdown comes back) or leaves it."""
    actor = request.seat.actor
    if request.method == "POST":
        text = clarify(conversation_id, deed=request.POST.get("deed", ""), actor=actor)
        return HttpResponse(text, content_type="text/markdown; charset=utf-8")
    context = {"back": back_at(conversation_id, actor), "id": conversation_id}
    return render(request, "desk/aims/clarifying.html", context)


@require_safe
@seated
def report(request: DeskRequest) -> HttpResponse:
    """The figures of the last four weeks, or of other days, and the conversations that they count."""
    seat, given = request.seat, request.GET
    days = days_in(given, seat.zone, usual=DAYS)
    topic = given.get("topic")
    asked = Asked(
        days.since,
        days.until,
        number_in(given.get("inbox", "")),
        None if not topic else topic.removeprefix(NO_TOPIC),
        part if (part := given.get("part", "")) in PARTS else "",
    )
    rows = aims_visible_to(seat.actor, asked).select_related("conversation__contact__company", "person")
    page = page_of(rows, order=NEWEST, cursor=given.get("cursor", ""), limit=PAGE)
    name_the_nameless((row.conversation.contact for row in page.rows), seat.actor)
    figures, groups = report_on(seat.actor, asked, get_language() or "en")
    context: dict[str, Any] = {
        "area": "home",
        "days": days,
        "asked": asked,
        "topic": topic or "",
        "figures": figures,
        "groups": [(one, _address(days, replace(asked, topic=one.topic, part=""))) for one in groups],
        "all": _address(days, replace(asked, topic=None, part="")),
        "to": {part: _address(days, replace(asked, part=part)) for part in PARTS},
        "rows": page.rows,
        "more": f"{_address(days, asked)}&cursor={page.next}" if page.next else "",
        "inboxes": inboxes.visible_to(seat.actor).order_by("name", "id"),
    }
    return render(request, "desk/aims/report.html", context)


def _address(days: Days, asked: Asked) -> str:
    said: list[tuple[str, object]] = [("from", days.first), ("to", days.last)]
    topic = None if asked.topic is None else asked.topic or NO_TOPIC
    narrowed = {"inbox": asked.inbox_id, "topic": topic, "part": asked.part}
    said += [(name, value) for name, value in narrowed.items() if value]
    return f"{reverse('desk:aims')}?{urlencode(said)}"
