"""The team now, the week, the checklist of a new workspace, and the demo data."""

from typing import Annotated
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from ninja import Path, Router

from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.api.answers import Call, answer, done, one
from madoguchi.faces.api.shapes.figures import (
    ChecklistShown,
    TeamNowShown,
    Week,
    checklist_of,
    day_of,
    team_now_of,
)
from madoguchi.features.figures.team import team_now
from madoguchi.features.figures.week import week
from madoguchi.features.onboarding.actions.steps import skip_step, take_up_step
from madoguchi.features.onboarding.demo import ask_demo_removal, is_keeper
from madoguchi.features.onboarding.steps import checklist

router = Router(tags=["figures"])
SKIP = "/checklist/{name}/skip"
StepName = Annotated[str, Path(pattern="^[a-z_]{1,20}$", description="As `GET /checklist` names it.")]


@router.get("/team-now", response=TeamNowShown, summary="Read how the team stands now")
def read_team_now(request: Call) -> HttpResponse:
    return one(request, team_now_of(team_now(request.actor)))


@router.get("/week", response=Week, summary="Read the figures of the last seven days")
def read_week(request: Call) -> HttpResponse:
    zone = ZoneInfo(Workspace.objects.get(id=request.actor.workspace_id).time_zone)
    return answer({"data": [day_of(day) for day in week(request.actor, zone)], "next": None})


@router.get("/checklist", response=ChecklistShown, summary="Read what is still to be set up", tags=["workspace"])
def read_checklist(request: Call) -> HttpResponse:
    return _checklist(request)


@router.put(SKIP, response=ChecklistShown, summary="Leave out a step of the setup", tags=["workspace"])
def skip_setup_step(request: Call, name: StepName) -> HttpResponse:
    skip_step(name, actor=request.actor)
    return _checklist(request)


@router.delete(SKIP, response=ChecklistShown, summary="Take up a step of the setup again", tags=["workspace"])
def take_up_setup_step(request: Call, name: StepName) -> HttpResponse:
    take_up_step(name, actor=request.actor)
    return _checklist(request)


@router.delete("/demo", response={204: None}, summary="Remove the demo data of the installation", tags=["workspace"])
def remove_demo(request: Call) -> HttpResponse:
    """It is removed in the background, some seconds later."""
    ask_demo_removal(actor=request.actor)
    return done()


def _checklist(request: Call) -> HttpResponse:
    has_own_server = settings.MADOGUCHI.smtp_url is not None
    found = checklist(request.actor, has_own_server=has_own_server, has_demo=is_keeper(request.actor))
    return answer({"data": checklist_of(found), "next": None})
