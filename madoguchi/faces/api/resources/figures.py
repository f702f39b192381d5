"""The team now, the week, the speed of answers, the checklist of a new workspace, and the demo data."""

from datetime import date, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from madoguchi.base.clock import now
from madoguchi.base.paging import Page
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.models import Team
from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.api.answers import Call, answer, done, listed, one
from madoguchi.faces.api.fields import Given, Id
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.shapes.figures import (
    ChecklistShown,
    PatienceShown,
    SpeedReport,
    SpeedRows,
    TeamNowShown,
    Week,
    checklist_of,
    day_of,
    patience_of,
    speed_report_of,
    speed_row_of,
    team_now_of,
)
from madoguchi.features.figures.patience import patience
from madoguchi.features.figures.speed import PAGE, PARTS, Asked, behind, speed
from madoguchi.features.figures.team import team_now
from madoguchi.features.figures.week import week
from madoguchi.features.onboarding.actions.steps import skip_step, take_up_step
from madoguchi.features.onboarding.demo import ask_demo_removal, is_keeper
from madoguchi.features.onboarding.steps import checklist

SpeedPart = Annotated[str, Path(pattern="^[a-z_]{1,20}$", description=", ".join(f"`{part}`" for part in PARTS))]
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


class SpeedFilters(Given):
    """Days of the workspace's time zone, both included; without them the last 28."""

    channel: Literal["email", "chat"] = "email"
    since: Annotated[date | None, Field(description="The first day.")] = None
    until: Annotated[date | None, Field(description="The last day; today without it.")] = None
    inbox_id: Id | None = None

    def asked(self, today: date) -> Asked:
        until = self.until or today
        return Asked(self.channel, self.since or until - timedelta(days=27), until, self.inbox_id)


class RowFilters(SpeedFilters):
    cursor: Annotated[str, Field(pattern="^[0-9]{0,4}$", description="`next` of the page before.")] = ""


@router.get("/reports/speed", response=SpeedReport, summary="Read how fast customers feel answered")
def read_speed(request: Call, filters: Query[SpeedFilters]) -> HttpResponse:
    workspace = Workspace.objects.get(id=request.actor.workspace_id)
    zone, minutes = ZoneInfo(workspace.time_zone), workspace.unanswered_minutes
    asked = filters.asked(now().astimezone(zone).date())
    found = speed(asked, request.actor, zone=zone, unanswered_minutes=minutes)
    teams = Team.objects.filter(id__in=[team for team in found.teams if team]).values_list("id", "name")
    return one(request, speed_report_of(found, dict(teams)))


class PatienceFilters(Given):
    """Days of the workspace's time zone, both included; without them the last 92."""

    inbox_id: Id
    since: Annotated[date | None, Field(description="The first day.")] = None
    until: Annotated[date | None, Field(description="The last day; today without it.")] = None
    percent: Annotated[int, Field(ge=50, le=99, description="Of the people who shall still be there.")] = 90


@router.get("/reports/patience", response=PatienceShown, summary="Read how long the people in a chat wait")
def read_patience(request: Call, filters: Query[PatienceFilters]) -> HttpResponse:
    zone = ZoneInfo(Workspace.objects.get(id=request.actor.workspace_id).time_zone)
    last = filters.until or now().astimezone(zone).date()
    first, share = filters.since or last - timedelta(days=91), filters.percent / 100
    found = patience(filters.inbox_id, first, last, request.actor, zone=zone, share=share)
    if not inboxes.visible_to(request.actor).filter(id=filters.inbox_id, channel="chat").exists():
        raise not_found()
    return one(request, patience_of(found))


@router.get("/reports/speed/{part}", response=SpeedRows, summary="List the conversations that a figure counts")
def list_behind_speed(request: Call, part: SpeedPart, filters: Query[RowFilters]) -> HttpResponse:
    """Those that took longest first."""
    workspace = Workspace.objects.get(id=request.actor.workspace_id)
    zone, minutes = ZoneInfo(workspace.time_zone), workspace.unanswered_minutes
    asked, page = filters.asked(now().astimezone(zone).date()), max(1, int(filters.cursor or 1))
    rows = behind(part, asked, request.actor, zone=zone, unanswered_minutes=minutes, page=page)
    return listed(request, Page(list(rows[:PAGE]), str(page + 1) if len(rows) > PAGE else ""), speed_row_of)


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
