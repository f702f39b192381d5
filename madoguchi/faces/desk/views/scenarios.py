"""The scenario planner: what is supposed, and what follows, side by side."""

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.core.people.policies import require
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.scenarios import queries
from madoguchi.features.scenarios.actions import scenarios as actions
from madoguchi.features.scenarios.models import Scenario
from madoguchi.features.scenarios.reckoning import HORIZONS
from madoguchi.features.scenarios.supposing import BOUNDS, CHANNELS, Inputs, inputs_of

SIDE_BY_SIDE = 4
LABELS = {
    "volume": (gettext_lazy("Contacts a month now"), gettext_lazy("measured over the last 13 weeks")),
    "growth": (gettext_lazy("Growth a month (%)"), gettext_lazy("what you expect")),
    "growth_doubt": (gettext_lazy("± growth (points)"), gettext_lazy("standard deviation")),
    "minutes": (gettext_lazy("Minutes a contact"), gettext_lazy("from the settings of the assistant, not measured")),
    "minutes_doubt": (gettext_lazy("± minutes (%)"), gettext_lazy("standard deviation")),
    "at_once": (gettext_lazy("Contacts at once, each person"), ""),
    "automation": (
        gettext_lazy("Answered without a person now (%)"),
        gettext_lazy("measured: resolved by the assistant"),
    ),
    "automation_goal": (gettext_lazy("Answered without a person in the end (%)"), gettext_lazy("your aim")),
    "automation_months": (gettext_lazy("Months until then"), ""),
    "automation_doubt": (gettext_lazy("± automation (points)"), gettext_lazy("standard deviation")),
    "heads": (gettext_lazy("People now"), gettext_lazy("agents and supervisors with a seat")),
    "heads_6": (gettext_lazy("People from month 6 on"), ""),
    "heads_12": (gettext_lazy("People from month 12 on"), ""),
    "heads_18": (gettext_lazy("People from month 18 on"), ""),
    "week_hours": (gettext_lazy("Hours a week, each person"), ""),
    "away": (gettext_lazy("Breaks, training, leave (%)"), ""),
    "hour_cost": (gettext_lazy("Cost of an hour"), gettext_lazy("from the settings of the assistant")),
    "target": (gettext_lazy("Service level (%)"), gettext_lazy("so many of all contacts are answered in time")),
    "within": (gettext_lazy("Answered within (seconds)"), ""),
    "patience": (
        gettext_lazy("Patience (seconds)"),
        gettext_lazy("on average, until they leave; 0: for ever"),
    ),
}
GROUPS = (
    (gettext_lazy("Volume"), ("volume", "growth", "growth_doubt", "minutes", "minutes_doubt", "at_once")),
    (gettext_lazy("Automation"), ("automation", "automation_goal", "automation_months", "automation_doubt")),
    (
        gettext_lazy("People"),
        ("heads", "heads_6", "heads_12", "heads_18", "week_hours", "away", "hour_cost"),
    ),
    (gettext_lazy("Service level"), ("target", "within", "patience")),
)


@require_safe
@seated
def compare(request: DeskRequest) -> HttpResponse:
    """Up to four scenarios beside each other, at each of the horizons; `with` chooses them, else those saved last."""
    actor = request.seat.actor
    require(actor, "report.read")
    rows = list(queries.scenarios_visible_to(actor))
    wanted = {number_in(one) for one in request.GET.getlist("with")}
    last = sorted(rows, key=lambda row: row.changed_at, reverse=True)[:SIDE_BY_SIDE]
    shown = [row for row in rows if row.id in wanted] or [row for row in rows if row in last]
    shown = shown[:SIDE_BY_SIDE]
    horizons = [(months, [_cell(row, place) for row in shown]) for place, months in enumerate(HORIZONS)]
    context = {"area": "home", "rows": [(row, row in shown) for row in rows], "shown": shown, "horizons": horizons}
    return render(request, "desk/scenarios/compare.html", context)


@require_http_methods(["GET", "POST"])
@seated
def new(request: DeskRequest) -> HttpResponse:
    """The page for one more, begun from what is measured or `like` another; POST reckons and keeps it."""
    actor = request.seat.actor
    if request.method == "POST":
        channel = request.POST.get("channel", "")
        base = _base(request, channel if channel in CHANNELS else "chat", request.POST.get("like", ""))
        actions.save_scenario(request.POST.get("name", ""), _given(request.POST), base=base, actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:plan_scenarios"))
    channel, like = request.GET.get("channel", ""), request.GET.get("like", "")
    base = _base(request, channel if channel in CHANNELS else "chat", like)
    return _form(request, Scenario(), base, like)


@require_http_methods(["GET", "POST", "DELETE"])
@seated
def one(request: DeskRequest, scenario_id: int) -> HttpResponse:
    """Its page; POST reckons it anew, DELETE throws it away."""
    actor = request.seat.actor
    if request.method == "DELETE":
        actions.delete_scenario(scenario_id, actor=actor)
        return saved(request, _("Deleted."), to=reverse("desk:plan_scenarios"))
    if request.method == "POST":
        actions.change_scenario(scenario_id, _given(request.POST), name=request.POST.get("name", ""), actor=actor)
        return saved(request, _("Saved."), to=reverse("desk:plan_scenarios"))
    scenario = queries.scenario_for(scenario_id, actor)
    return _form(request, scenario, inputs_of(scenario.inputs, Inputs()), "")


def _base(request: DeskRequest, channel: str, like: str) -> Inputs:
    """The inputs of another scenario, or what is measured."""
    seat = request.seat
    if (key := number_in(like)) is not None:
        return inputs_of(queries.scenario_for(key, seat.actor).inputs, Inputs())
    return queries.measured(seat.actor, channel, seat.zone)


def _given(data: QueryDict) -> dict[str, Any]:
    return {name: data[name] for name in BOUNDS if name in data}


def _cell(row: Scenario, place: int) -> dict[str, Any]:
    found: dict[str, Any] = row.results["horizons"][place]
    return {**found, "target": row.inputs["target"] / 100, "channel": row.inputs["channel"]}


def _form(request: DeskRequest, scenario: Scenario, inputs: Inputs, like: str) -> HttpResponse:
    if not request.seat.may("driver.manage"):
        raise Http404
    groups = [
        (title, [(name, *LABELS[name], f"{getattr(inputs, name):.10g}", *BOUNDS[name]) for name in names])
        for title, names in GROUPS
    ]
    context = {"area": "home", "scenario": scenario, "groups": groups, "inputs": inputs, "like": like}
    return render(request, "desk/scenarios/form.html", context)
