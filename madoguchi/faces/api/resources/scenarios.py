"""The scenario planner: what is supposed, and what follows at 0, 6, 12 and 18 months."""

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.api.answers import Call, answer, done, one, whole
from madoguchi.faces.api.fields import Given, Id, Name, Shown, Time
from madoguchi.features.scenarios import queries
from madoguchi.features.scenarios.actions import scenarios as actions
from madoguchi.features.scenarios.models import Scenario

router = Router(tags=["reports"])
ONE = "/scenarios/{int:scenario_id}"
ScenarioChannel = Literal["chat", "email"]
Band = Annotated[list[float], Field(description="The 10th percentile, the middle, the 90th.")]


class ScenarioInputs(Given):
    """Whatever is left out is as measured (of a new one) or as before. Growth, automation, `away` and `target` in
    percent, the doubts are standard deviations, `within` and `patience` in seconds; `profile`: the share of the week's
    contacts in each hour of a working day, then of a day of the weekend."""

    volume: float = 0
    growth: float = 0
    growth_doubt: float = 0
    minutes: float = 6
    minutes_doubt: float = 0
    at_once: float = 1
    automation: float = 0
    automation_doubt: float = 0
    automation_goal: float = 0
    automation_months: float = 1
    heads: float = 0
    heads_6: float = 0
    heads_12: float = 0
    heads_18: float = 0
    week_hours: float = 40
    away: float = 0
    target: float = 80
    within: float = 0
    patience: float = 0
    hour_cost: float = 0
    profile: Annotated[list[float], Field(min_length=48, max_length=48)] = []


class NewScenario(Given):
    name: Annotated[Name, Field(max_length=80)]
    channel: ScenarioChannel = "chat"
    inputs: ScenarioInputs = ScenarioInputs()


class ScenarioChanges(Given):
    name: Annotated[Name | None, Field(max_length=80)] = None
    inputs: ScenarioInputs = ScenarioInputs()


class MeasuredAsked(Given):
    channel: ScenarioChannel = "chat"


class InputsShown(Shown):
    channel: ScenarioChannel
    volume: float
    growth: float
    growth_doubt: float
    minutes: float
    minutes_doubt: float
    at_once: float
    automation: float
    automation_doubt: float
    automation_goal: float
    automation_months: float
    heads: float
    heads_6: float
    heads_12: float
    heads_18: float
    week_hours: float
    away: float
    target: float
    within: float
    patience: float
    hour_cost: float
    profile: list[float]


class HorizonShown(Shown):
    """Contacts, `for_people` (those that nothing automatic answers) and cost a month; `needed` people for the target
    with the best rota; with `heads`: the shares answered in time, given up before, and of the time at work."""

    months: int
    heads: float
    cost: float
    contacts: Band
    for_people: Band
    needed: Band
    in_time: Band
    left: Band
    busy: Band


class ScenarioShown(Shown):
    id: int
    name: str
    inputs: InputsShown
    horizons: list[HorizonShown]
    changed_at: Time


class ScenarioPage(Shown):
    data: list[ScenarioShown]
    next: str | None


@router.get("/scenarios", response=ScenarioPage, summary="List scenarios with what follows from each")
def list_scenarios(request: Call) -> HttpResponse:
    return whole(queries.scenarios_visible_to(request.actor), _scenario_of)


@router.post("/scenarios", response={201: ScenarioShown}, summary="Reckon a scenario through, and keep it")
def create_scenario(request: Call, new: NewScenario) -> HttpResponse:
    base = queries.measured(request.actor, new.channel, _zone(request))
    made = actions.save_scenario(new.name, new.inputs.changes(), base=base, actor=request.actor)
    return answer(_scenario_of(made), 201, location=f"{request.path}/{made.id}")


@router.get("/scenarios/measured", response=InputsShown, summary="Read where a scenario begins: your own figures")
def read_measured(request: Call, asked: Query[MeasuredAsked]) -> HttpResponse:
    return one(request, queries.measured(request.actor, asked.channel, _zone(request)).kept())


@router.get(ONE, response=ScenarioShown, summary="Read a scenario")
def read_scenario(request: Call, scenario_id: Id) -> HttpResponse:
    return one(request, _scenario_of(queries.scenario_for(scenario_id, request.actor)))


@router.patch(ONE, response=ScenarioShown, summary="Suppose something else")
def change_scenario(request: Call, scenario_id: Id, changes: ScenarioChanges) -> HttpResponse:
    given = changes.inputs.changes()
    return answer(_scenario_of(actions.change_scenario(scenario_id, given, name=changes.name, actor=request.actor)))


@router.delete(ONE, response={204: None}, summary="Delete a scenario")
def delete_scenario(request: Call, scenario_id: Id) -> HttpResponse:
    actions.delete_scenario(scenario_id, actor=request.actor)
    return done()


def _scenario_of(row: Scenario) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "inputs": row.inputs,
        "horizons": row.results["horizons"],
        "changed_at": row.changed_at,
    }


def _zone(request: Call) -> ZoneInfo:
    return ZoneInfo(Workspace.objects.get(id=request.actor.workspace_id).time_zone)
