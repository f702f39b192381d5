"""The first pages: one's own day, the team now, the week, mentions and notes, the inboxes of a partner."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.conversations.queries.views import COUNT_UP_TO
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.actions.profile import change_preferences
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.charts import bars
from madoguchi.faces.desk.homes import HOMES, choices, first_address, list_address, offered, said, typed_name
from madoguchi.faces.desk.reading import name_the_nameless
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.features.figures.own import followed_by, mentions_of, own_day
from madoguchi.features.figures.team import Load, inbox_loads, team_now
from madoguchi.features.figures.week import week
from madoguchi.features.views.typed import names

MOST = 20


@require_safe
@seated
def first(request: DeskRequest) -> HttpResponse:
    """The desk begins with what the person chose, else with what their role sees first."""
    return redirect(first_address(request.seat))


@require_POST
@seated
def choose(request: DeskRequest) -> HttpResponse:
    """Begin with another page from now on."""
    change_preferences({"first_page": request.POST.get("first_page", "")}, actor=request.seat.actor)
    return saved(request, _("Saved. The desk begins here from now on."), to=first_address_after(request))


def first_address_after(request: DeskRequest) -> str:
    """Where it begins now."""
    request.seat.person.first_page = request.POST.get("first_page", "")
    return first_address(request.seat)


@require_safe
@seated
def day(request: DeskRequest) -> HttpResponse:
    """One's own conversations, what burns first."""
    actor = request.seat.actor
    found = own_day(actor, request.seat.workspace)
    mentions = mentions_of(actor, limit=MOST)
    parts = (found.burning, found.waiting, found.due, found.others)
    name_the_nameless((one.contact for part in parts for one in part.rows), actor)
    return shown(request, "day", {"day": found, "mentions": mentions})


@require_safe
@seated
def team(request: DeskRequest) -> HttpResponse:
    """Who waits, and what everybody has in hand."""
    now = team_now(request.seat.actor)
    people = [one.person for one in now.people]
    figures = [(name, now.counts[name], _cut(now.counts[name]), list_address(name)) for name in now.counts]
    loads = [(one, _addresses(said("assignee", typed_name(one.person, people)))) for one in now.people]
    nobody = _addresses(said("assignee", names.OWN["nobody"].own))
    return shown(request, "team", {"now": now, "figures": figures, "loads": loads, "nobody": nobody})


@require_safe
@seated
def the_week(request: DeskRequest) -> HttpResponse:
    """What came in on each day, and what has become of it."""
    days = week(request.seat.actor, request.seat.zone)
    rows = [(one, _since(one.date.isoformat())) for one in days]
    whole = _since(f"{days[0].date}..{days[-1].date}")
    totals = {name: (sum(getattr(one, name) for one in days), address) for name, address in whole.items()}
    chart = bars([(one.arrived, one.answered) for one in days])
    return shown(request, "week", {"days": rows, "chart": chart, "totals": totals})


@require_safe
@seated
def notes(request: DeskRequest) -> HttpResponse:
    """Where the person was named, and what they follow."""
    actor = request.seat.actor
    mentions, followed = mentions_of(actor, limit=MOST), followed_by(actor, limit=MOST)
    name_the_nameless([*(one.conversation.contact for one in mentions), *(one.contact for one in followed)], actor)
    return shown(request, "notes", {"mentions": mentions, "followed": followed})


@require_safe
@seated
def own_inboxes(request: DeskRequest) -> HttpResponse:
    """The inboxes that the person sees, and what waits in them."""
    actor = request.seat.actor
    loads = inbox_loads(actor)
    mine = inboxes.visible_to(actor).filter(disabled_at__isnull=True).order_by("name", "id")
    rows = [(inbox, loads.get(inbox.id, Load()), _addresses(said("inbox", f"#{inbox.id}"))) for inbox in mine]
    return shown(request, "inboxes", {"rows": rows})


def shown(request: DeskRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """The page of one home; for htmx and for what is kept fresh its part alone."""
    home = HOMES[name]
    if home not in offered(request.seat):
        raise Http404
    if request.htmx.target == "home":
        return render(request, f"desk/home/{name}.html", context)
    more = {"area": "home", "home": home, "homes": offered(request.seat), "first_pages": choices(request.seat)}
    return render(request, "desk/home/page.html", {**context, **more, "part": f"desk/home/{name}.html"})


def _addresses(typed: str) -> dict[str, str]:
    """The open conversations that somebody or something has, and those of them whose customers wait."""
    return {"open": list_address("open", typed), "waiting": list_address("waiting", typed)}


def _since(days: str) -> dict[str, str]:
    """Of the conversations that began then: all, those with an answer, those that are not resolved."""
    created = said("created", days)
    return {
        "arrived": list_address("all", created),
        "answered": list_address("all", created, f"-{said('is', names.MARKS['unreplied', 'is'].own)}"),
        "unresolved": list_address("all", created, f"-{said('is', names.STATUSES['resolved'].own)}"),
    }


def _cut(number: int) -> str:
    return f"{COUNT_UP_TO - 1}+" if number >= COUNT_UP_TO else str(number)
