"""What drives people to write, what of it could have been avoided, and among how many customers."""

from datetime import date, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.clock import now
from madoguchi.base.paging import page_of
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.api.answers import Call, answer, done, listed, one, whole
from madoguchi.faces.api.fields import Given, Id, Name, Paging
from madoguchi.faces.api.shapes.conversations import ConversationPage, conversation_of, with_all
from madoguchi.faces.api.shapes.drivers import (
    CauseShown,
    CustomersList,
    DriverPage,
    DriverReport,
    DriverShown,
    GoalShown,
    MonthList,
    Reason,
    cause_of,
    driver_of,
    month_of,
    report_of,
)
from madoguchi.features.drivers import queries
from madoguchi.features.drivers.actions import causes, customers, drivers
from madoguchi.features.drivers.actions.customers import TARGET
from madoguchi.features.drivers.models import ContactGoal

router = Router(tags=["reports"])
ONE = "/drivers/{int:driver_id}"
CAUSE = "/conversations/{int:conversation_id}/cause"
DAYS, MONTHS = 90, 12
MonthKey = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
MonthText = Annotated[str | None, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", description="YYYY-MM")]
Number = Annotated[float, Field(ge=0, le=10_000)]


class DriverChanges(Given):
    """Whatever is left out stays as it is."""

    name: Annotated[Name, Field(max_length=120)] = "-"
    owner_id: Id | None = None
    tag_id: Id | None = None
    minutes: Annotated[float | None, Field(ge=0, le=9999)] = None
    fix: Annotated[Name, Field(max_length=400)] = ""
    fix_url: Annotated[Name, Field(max_length=500)] = ""
    planned_on: date | None = None
    done_on: date | None = None


class NewDriver(DriverChanges):
    name: Annotated[Name, Field(max_length=120)]


class CauseGiven(Given):
    """What is left out stays as it is."""

    driver_id: Annotated[Id | None, Field(description="Null: no driver.")] = None
    avoidable: Annotated[Reason | None, Field(description="Null: it could not be avoided.")] = None


class ReportDays(Given):
    """Days of the workspace's time zone, both included; without them the last 90."""

    since: Annotated[date | None, Field(description="The first day.")] = None
    until: Annotated[date | None, Field(description="The last day; today without it.")] = None

    def asked(self, actor: Actor, **more: Any) -> queries.Asked:
        zone, today = _here(actor)
        until = self.until or today
        return queries.Asked(self.since or until - timedelta(days=DAYS - 1), until, zone, **more)


class Contacts(Paging, ReportDays):
    driver_id: Id | None = None
    without_driver: bool = False
    avoidable: Annotated[Reason | None, Field(description="Those with this reason.")] = None
    any_avoidable: Annotated[bool, Field(description="Those with any reason.")] = False


class MonthsAsked(Given):
    months: Annotated[int, Field(ge=1, le=queries.MOST_MONTHS, description="How many, up to the running one.")] = MONTHS


class CustomersGiven(Given):
    """By month (YYYY-MM); null takes a month out again. Months that are not named stay as they are."""

    numbers: Annotated[dict[MonthKey, Annotated[int, Field(ge=1, le=2_000_000_000)] | None], Field(max_length=600)]


class GoalChanges(Given):
    """`counted_as` alone, or the target: all four, or all four null."""

    counted_as: Annotated[Name, Field(max_length=400)] = ""
    from_month: MonthText = None
    from_rate: Number | None = None
    until_month: MonthText = None
    until_rate: Number | None = None


@router.get("/drivers", response=DriverPage, summary="List the drivers of contacts")
def list_drivers(request: Call) -> HttpResponse:
    return whole(queries.drivers_visible_to(request.actor).select_related("owner"), driver_of)


@router.post("/drivers", response={201: DriverShown}, summary="Write a driver down")
def create_driver(request: Call, new: NewDriver) -> HttpResponse:
    made = drivers.save_driver(new.changes(), actor=request.actor)
    return answer(driver_of(queries.driver_for(made.id, request.actor)), 201, location=f"{request.path}/{made.id}")


@router.get(ONE, response=DriverShown, summary="Read a driver")
def read_driver(request: Call, driver_id: Id) -> HttpResponse:
    return one(request, driver_of(queries.driver_for(driver_id, request.actor)))


@router.patch(ONE, response=DriverShown, summary="Change a driver: its owner, its fix")
def change_driver(request: Call, driver_id: Id, changes: DriverChanges) -> HttpResponse:
    drivers.change_driver(driver_id, changes.changes(), actor=request.actor)
    return answer(driver_of(queries.driver_for(driver_id, request.actor)))


@router.delete(ONE, response={204: None}, summary="Delete a driver; its conversations stay")
def delete_driver(request: Call, driver_id: Id) -> HttpResponse:
    drivers.delete_driver(driver_id, actor=request.actor)
    return done()


@router.get(CAUSE, response=CauseShown, summary="Read why a conversation came", tags=["conversations"])
def read_cause(request: Call, conversation_id: Id) -> HttpResponse:
    return one(request, cause_of(queries.cause_for(conversation_id, request.actor)))


@router.put(CAUSE, response=CauseShown, summary="Say why a conversation came", tags=["conversations"])
def set_cause(request: Call, conversation_id: Id, given: CauseGiven) -> HttpResponse:
    changes = given.changes()
    if "avoidable" in changes:
        changes["avoidable"] = changes["avoidable"] or ""
    return answer(cause_of(causes.say_cause(conversation_id, changes, actor=request.actor)))


@router.get("/reports/drivers", response=DriverReport, summary="Read what drives people to write")
def read_drivers(request: Call, asked: Query[ReportDays]) -> HttpResponse:
    return one(request, report_of(queries.report_on(request.actor, asked.asked(request.actor))))


@router.get("/reports/drivers/contacts", response=ConversationPage, summary="List the contacts that a driver counts")
def list_driver_contacts(request: Call, asked: Query[Contacts]) -> HttpResponse:
    driver = queries.NONE if asked.without_driver else asked.driver_id or ""
    avoidable = asked.avoidable or (queries.ANY if asked.any_avoidable else "")
    rows = queries.contacts_visible_to(request.actor, asked.asked(request.actor, driver=driver, avoidable=avoidable))
    page = page_of(with_all(rows), order=queries.NEWEST, cursor=asked.cursor, limit=asked.limit)
    return listed(request, page, conversation_of)


@router.get(
    "/reports/avoidable", response=MonthList, summary="Read avoidable contacts per 100 active customers by month"
)
def read_avoidable(request: Call, asked: Query[MonthsAsked]) -> HttpResponse:
    zone, today = _here(request.actor)
    number = today.year * 12 + today.month - asked.months
    first = date(number // 12, number % 12 + 1, 1)
    return whole(queries.months_on(request.actor, first, today, zone), month_of)


@router.get("/active-customers", response=CustomersList, summary="List how many customers were active by month")
def list_active_customers(request: Call) -> HttpResponse:
    require(request.actor, "report.read")
    known = queries.customers_of(request.actor).known
    return whole(sorted(known), lambda month: {"month": f"{month:%Y-%m}", "number": known[month]})


@router.patch("/active-customers", response=CustomersList, summary="Say how many customers were active, by month")
def change_active_customers(request: Call, given: CustomersGiven) -> HttpResponse:
    numbers = {_month(month): number for month, number in given.numbers.items()}
    customers.set_active_customers(numbers, actor=request.actor)
    return list_active_customers(request)


@router.get("/contact-goal", response=GoalShown, summary="Read the target for avoidable contacts")
def read_contact_goal(request: Call) -> HttpResponse:
    require(request.actor, "report.read")
    return one(request, _goal_of(queries.goal_of(request.actor)))


@router.patch("/contact-goal", response=GoalShown, summary="Set the target for avoidable contacts")
def change_contact_goal(request: Call, changes: GoalChanges) -> HttpResponse:
    given = changes.changes()
    given |= {name: _month(given[name]) for name in ("from_month", "until_month") if given.get(name)}
    return answer(_goal_of(customers.set_goal(given, actor=request.actor)))


def _goal_of(goal: ContactGoal) -> dict[str, Any]:
    shown: dict[str, Any] = {"counted_as": goal.counted_as}
    for name in TARGET:
        value = getattr(goal, name)
        shown[name] = None if value is None else f"{value:%Y-%m}" if name.endswith("month") else float(value)
    return shown


def _here(actor: Actor) -> tuple[ZoneInfo, date]:
    zone = ZoneInfo(Workspace.objects.get(id=actor.workspace_id).time_zone)
    return zone, now().astimezone(zone).date()


def _month(name: str) -> date:
    return date.fromisoformat(f"{name}-01")
