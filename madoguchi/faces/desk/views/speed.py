"""How fast customers feel answered: the report, and the conversations behind each of its figures."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.models import Team
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.charts import bars
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import day_in, number_in
from madoguchi.features.figures.speed import GROUPS, MOST_DAYS, PAGE, Asked, Speed, behind, speed

DAYS = 28
MOST_PAGES = 1_000
CHANNELS = {"email": gettext_lazy("Mail"), "chat": gettext_lazy("Chat")}
TITLES = {
    "began": gettext_lazy("Conversations that customers began"),
    "answered": gettext_lazy("Answered"),
    "in_time": gettext_lazy("Answered in time"),
    "in_clock": gettext_lazy("Answered within the clock of the chat"),
    "late": gettext_lazy("Answered late"),
    "unanswered": gettext_lazy("Not answered yet"),
    "abandoned": gettext_lazy("Given up without an answer"),
    "resolved": gettext_lazy("Resolved"),
    "one_touch": gettext_lazy("Resolved with one answer"),
    "handed": gettext_lazy("Handed on"),
    "acknowledged": gettext_lazy("Told what was understood"),
    "left": gettext_lazy("Left before the first answer"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: what it is about, its figures, and where those that can be counted lead."""

    name: str
    speed: Speed
    share: int | None
    to: dict[str, str]


@require_safe
@seated
def report(request: DeskRequest) -> HttpResponse:
    """The figures of the last four weeks, or of other days."""
    asked = _asked(request)
    seat, wrong, found = request.seat, "", None
    try:
        found = speed(asked, seat.actor, zone=seat.zone, unanswered_minutes=seat.workspace.unanswered_minutes)
    except Refused as refused:
        if refused.code != "bad-days":
            raise
        wrong = refused.text
    context: dict[str, Any] = {"asked": asked, "report": found, "wrong": wrong, "most_days": MOST_DAYS}
    if found:
        context |= {
            "figures": _figures(found.whole, asked),
            "kept": round(100 * found.kept / found.promises) if found.promises else None,
            "in_time": _percent(found.whole.share_in_time),
            "in_clock": _percent(found.whole.share_in_clock),
            "has_own_clock": any(clock != found.fast for clock in found.clocks),
            "groups": [
                (_("By the hour at which they began"), _lines("hour", found.hours, asked, "{}:00".format)),
                (_("By team"), _lines("team", found.teams, asked, _team_names(found.teams).__getitem__)),
                (_("By language"), _lines("language", found.languages, asked, _language)),
            ],
            "chart": bars([(one.began, one.in_time) for one in (found.hours.get(n, Speed(0)) for n in range(24))]),
        }
    mine = inboxes.visible_to(seat.actor).order_by("name", "id")
    channels = [(name, label) for name, label in CHANNELS.items() if any(one.channel == name for one in mine)]
    return render(request, "desk/speed.html", {**context, "area": "home", "inboxes": mine, "channels": channels})


@require_safe
@seated
def opened(request: DeskRequest, part: str) -> HttpResponse:
    """The conversations that a figure counts, those that took longest first."""
    if part not in TITLES:
        raise Http404
    asked, seat = _asked(request), request.seat
    page = min(max(1, number_in(request.GET.get("page", "")) or 1), MOST_PAGES)
    minutes = seat.workspace.unanswered_minutes
    rows = behind(part, asked, seat.actor, zone=seat.zone, unanswered_minutes=minutes, page=page)
    known = (
        visible_to(seat.actor).select_related("contact__company").in_bulk([row.conversation_id for row in rows[:PAGE]])
    )
    name_the_nameless((one.contact for one in known.values()), seat.actor)
    shown = [(known[row.conversation_id], row) for row in rows[:PAGE] if row.conversation_id in known]
    context = {
        "asked": asked,
        "title": TITLES[part],
        "rows": shown,
        "back": _address(replace(asked, within=None)),
        "newer": _address(asked, part, page - 1) if page > 1 else "",
        "older": _address(asked, part, page + 1) if len(rows) > PAGE else "",
    }
    return render(request, "desk/speed_rows.html", {**context, "area": "home"})


def _asked(request: DeskRequest) -> Asked:
    today = now().astimezone(request.seat.zone).date()
    first, last = (day_in(request.GET.get(name, "")) for name in ("from", "to"))
    last, channel = last or today, request.GET.get("channel", "")
    return Asked(
        channel if channel in CHANNELS else "email",
        first or last - timedelta(days=DAYS - 1),
        last,
        number_in(request.GET.get("inbox", "")),
        _within(request.GET.get("by", ""), request.GET.get("of", "")),
    )


def _within(by: str, of: str) -> tuple[str, int | str | None] | None:
    if by == "language":
        return by, of
    return (by, number_in(of)) if by in GROUPS else None


def _figures(whole: Speed, asked: Asked) -> dict[str, tuple[int, str]]:
    return {part: (getattr(whole, part), _address(asked, part)) for part in TITLES}


def _address(asked: Asked, part: str = "", page: int = 1) -> str:
    base = reverse("desk:speed_rows", args=[part]) if part else reverse("desk:speed")
    said: dict[str, Any] = {"channel": asked.channel, "from": asked.first, "to": asked.last}
    if asked.inbox_id is not None:
        said["inbox"] = asked.inbox_id
    if asked.within:
        by, of = asked.within
        said |= {"by": by, "of": "" if of is None else of}
    if page > 1:
        said["page"] = page
    return f"{base}?{urlencode(said)}"


def _lines(by: str, groups: Mapping[Any, Speed], asked: Asked, named: Callable[[Any], str]) -> list[Line]:
    lines = []
    for key in sorted(groups, key=lambda key: (key is None, key)):
        to = {part: _address(replace(asked, within=(by, key)), part) for part in ("began", "in_time", "abandoned")}
        lines.append(Line(named(key), groups[key], _percent(groups[key].share_in_time), to))
    return lines


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _team_names(teams: Iterable[int | None]) -> dict[int | None, str]:
    known = Team.objects.in_bulk([team for team in teams if team is not None])
    gone = {team: _("A team that is gone") for team in teams}
    return {**gone, **{team.id: team.name for team in known.values()}, None: _("No team")}


def _language(code: str | None) -> str:
    return dict(LANGUAGES).get(code or "", code or _("Unknown"))
