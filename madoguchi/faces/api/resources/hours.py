"""Business hours, and by which of them people answer in an inbox."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from madoguchi.base.clock import now
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.faces.api.answers import Call, answer, done, one, whole
from madoguchi.faces.api.fields import Given, Id, Name, Shown, Time
from madoguchi.faces.api.shapes.settings import InboxShown, inbox_of
from madoguchi.features.hours.actions import sets
from madoguchi.features.hours.calendar import is_open, next_closing, next_opening
from madoguchi.features.hours.models import BusinessHours
from madoguchi.features.hours.queries import hours_for, hours_visible_to

router = Router(tags=["hours"])
ONE = "/business-hours/{int:hours_id}"
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Hours = Annotated[
    list[Annotated[str, Field(max_length=20)]], Field(max_length=10, description='"09:00-18:00"; none: closed.')
]
Week = dict[Weekday, Hours]
DayName = Annotated[Name, Field(max_length=60)]


class DayGiven(Given):
    """A day that is not as the week says."""

    date: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    name: DayName = ""
    hours: Hours = []


class HoursGiven(Given):
    """`country` (ISO 3166-1): on its national holidays it is closed; "" for none. `days` are all of them."""

    name: Annotated[Name, Field(min_length=1, max_length=60)] = "-"
    time_zone: Annotated[str, Field(max_length=60)] = "Asia/Tokyo"
    week: Week = {}
    country: Annotated[str, Field(max_length=2)] = ""
    days: Annotated[list[DayGiven], Field(max_length=400)] = []


class NewHours(HoursGiven):
    name: Annotated[Name, Field(min_length=1, max_length=60)]
    time_zone: Annotated[str, Field(max_length=60)]


class OfInbox(Given):
    """null: people answer at any time."""

    hours_id: Id | None


class At(Given):
    at: Annotated[AwareDatetime | None, Field(description="The moment that is asked about; left out: now.")] = None


class DayShown(Shown):
    date: str
    name: str
    hours: list[str]


class HoursShown(Shown):
    id: int
    name: str
    time_zone: str
    week: dict[str, list[str]]
    country: str
    days: list[DayShown]
    created_at: Time


class HoursPage(Shown):
    data: list[HoursShown]
    next: None


class StandingShown(Shown):
    """null: not within 400 days."""

    at: Time
    open: bool
    next_opening: Time | None
    next_closing: Time | None


@router.get("/business-hours", response=HoursPage, summary="List business hours")
def list_hours(request: Call) -> HttpResponse:
    return whole(hours_visible_to(request.actor), hours_of)


@router.post("/business-hours", response={201: HoursShown}, summary="Make business hours")
def create_hours(request: Call, new: NewHours) -> HttpResponse:
    return answer(hours_of(sets.create_hours(new.changes(), actor=request.actor)), 201)


@router.get(ONE, response=HoursShown, summary="Read business hours")
def read_hours(request: Call, hours_id: Id) -> HttpResponse:
    return one(request, hours_of(hours_for(hours_id, request.actor)))


@router.patch(ONE, response=HoursShown, summary="Change business hours")
def change_hours(request: Call, hours_id: Id, changes: HoursGiven) -> HttpResponse:
    return answer(hours_of(sets.change_hours(hours_id, changes.changes(), actor=request.actor)))


@router.delete(ONE, response={204: None}, summary="Delete business hours")
def delete_hours(request: Call, hours_id: Id) -> HttpResponse:
    sets.delete_hours(hours_id, actor=request.actor)
    return done()


@router.get(f"{ONE}/standing", response=StandingShown, summary="Read whether it is open, and when that changes")
def read_standing(request: Call, hours_id: Id, given: Query[At]) -> HttpResponse:
    calendar, at = hours_for(hours_id, request.actor).calendar, given.at or now()
    shown = {
        "at": at,
        "open": is_open(calendar, at),
        "next_opening": next_opening(calendar, at),
        "next_closing": next_closing(calendar, at),
    }
    return answer(shown)


@router.put("/inboxes/{int:inbox_id}/hours", response=InboxShown, summary="Set the business hours of an inbox")
def set_inbox_hours(request: Call, inbox_id: Id, given: OfInbox) -> HttpResponse:
    sets.give_hours(inbox_id, given.hours_id, actor=request.actor)
    inbox = inboxes.visible_to(request.actor).prefetch_related("addresses").get(id=inbox_id)
    return answer(inbox_of(inbox, request.actor))


def hours_of(row: BusinessHours) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "time_zone": row.time_zone,
        "week": row.week,
        "country": row.country,
        "days": row.days,
        "created_at": row.created_at,
    }
