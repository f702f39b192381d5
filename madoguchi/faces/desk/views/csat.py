"""What customers say of resolved conversations: the figures, and the conversations behind each of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madoguchi.base.paging import page_of
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.actor import Actor
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import Days, days_in, number_in
from madoguchi.features.csat.actions.rate import set_asking
from madoguchi.features.csat.queries import CONTENT, NEWEST, Asked, Group, figures_of, groups_of, ratings_visible_to

DAYS = 28
PAGE = 50


@require_safe
@seated
def report(request: DeskRequest) -> HttpResponse:
    """The figures of the last four weeks, or of other days, and the conversations that they count."""
    seat = request.seat
    days, asked = _asked(request)
    rows = ratings_visible_to(seat.actor, asked)
    figures = figures_of(ratings_visible_to(seat.actor, replace(asked, scores=(), rated=None)))
    page = page_of(
        rows.select_related("conversation__contact__company", "person"),
        order=NEWEST,
        cursor=request.GET.get("cursor", ""),
        limit=PAGE,
    )
    name_the_nameless((row.conversation.contact for row in page.rows), seat.actor)
    context: dict[str, Any] = {
        "days": days,
        "asked": asked,
        "figures": figures,
        "to": {
            "asked": _address(days, replace(asked, scores=(), rated=None)),
            "rated": _address(days, replace(asked, scores=(), rated=True)),
            "content": _address(days, replace(asked, scores=tuple(range(CONTENT, 6)), rated=None)),
        },
        "scores": [
            (score, count, _address(days, replace(asked, scores=(score,), rated=None)))
            for score, count in enumerate(figures.scores, start=1)
        ],
        "groups": _groups(days, replace(asked, scores=(), rated=None), seat.actor),
        "rows": page.rows,
        "more": f"{_address(days, asked)}&cursor={page.next}" if page.next else "",
        "inboxes": inboxes.visible_to(seat.actor).order_by("name", "id"),
    }
    return render(request, "desk/csat.html", {**context, "area": "home"})


@require_POST
@seated
def asking(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """Whether the customers of an inbox are asked."""
    set_asking(inbox_id, is_on="csat" in request.POST, actor=request.seat.actor)
    return saved(request, _("Saved."))


def _asked(request: DeskRequest) -> tuple[Days, Asked]:
    given = request.GET
    days = days_in(given, request.seat.zone, usual=DAYS)
    scores = tuple(int(one) for one in given.getlist("score") if one in ("1", "2", "3", "4", "5"))
    asked = Asked(
        days.since,
        days.until,
        number_in(given.get("inbox", "")),
        number_in(given.get("team", "")),
        number_in(given.get("person", "")),
        scores,
        {"1": True, "0": False}.get(given.get("rated", "")),
    )
    return days, asked


def _address(days: Days, asked: Asked) -> str:
    said: list[tuple[str, object]] = [("from", days.first), ("to", days.last)]
    narrowed = {"inbox": asked.inbox_id, "team": asked.team_id, "person": asked.person_id}
    said += [(name, value) for name, value in narrowed.items() if value is not None]
    said += [("score", score) for score in asked.scores]
    if asked.rated is not None:
        said.append(("rated", int(asked.rated)))
    return f"{reverse('desk:csat')}?{urlencode(said)}"


def _groups(days: Days, asked: Asked, actor: Actor) -> list[tuple[str, list[tuple[Group, str]]]]:
    """By person, team and inbox: each with what it counts."""
    found = groups_of(ratings_visible_to(actor, asked))
    named: tuple[tuple[str, str, Callable[[int], Asked]], ...] = (
        ("person", _("By person"), lambda key: replace(asked, person_id=key)),
        ("team", _("By team"), lambda key: replace(asked, team_id=key)),
        ("inbox", _("By inbox"), lambda key: replace(asked, inbox_id=key)),
    )
    return [
        (title, [(group, _address(days, narrowed(group.id))) for group in found[by]]) for by, title, narrowed in named
    ]
