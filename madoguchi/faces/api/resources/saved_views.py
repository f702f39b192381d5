"""Views that people saved for themselves and for one another."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from madoguchi.faces.api.answers import Call, answer, done, one, whole
from madoguchi.faces.api.fields import Given, Id, Name, OneLine
from madoguchi.faces.api.narrowing import typed_conditions, zone_of
from madoguchi.faces.api.shapes.views import SavedViewPage, SavedViewShown, saved_view_of
from madoguchi.features.views.actions import saved
from madoguchi.features.views.conditions import as_json
from madoguchi.features.views.queries import saved_for, saved_visible_to

router = Router(tags=["saved views"])
ONE = "/saved-views/{int:view_id}"
Order = Literal["", "newest", "oldest", "created", "waiting", "priority", "due"]


class SavedViewGiven(Given):
    """`filter` as the desk takes it: is:open tag:vip before:2026-11-01."""

    name: Annotated[Name, Field(min_length=1, max_length=60)]
    filter: OneLine = ""
    order: Order = ""
    shared: bool = False


class SavedViewChanges(Given):
    name: Annotated[Name, Field(min_length=1, max_length=60)] = "-"
    filter: OneLine = ""
    order: Order = ""
    shared: bool = False


class Placing(Given):
    position: Annotated[int, Field(ge=0, le=1000, description="Counted from 0 in its list.")]


@router.get("/saved-views", response=SavedViewPage, summary="List saved views: one's own, then the shared ones")
def list_saved_views(request: Call) -> HttpResponse:
    zone = zone_of(request.actor)
    return whole(saved_visible_to(request.actor), lambda row: saved_view_of(row, request.actor, zone))


@router.post("/saved-views", response={201: SavedViewShown}, summary="Save a view")
def create_saved_view(request: Call, new: SavedViewGiven) -> HttpResponse:
    conditions = as_json(typed_conditions(new.filter, request.actor))
    made = saved.save_view(new.name, conditions=conditions, order=new.order, shared=new.shared, actor=request.actor)
    shown = saved_view_of(made, request.actor, zone_of(request.actor))
    return answer(shown, 201, location=f"{request.path}/{made.id}")


@router.get(ONE, response=SavedViewShown, summary="Read a saved view")
def read_saved_view(request: Call, view_id: Id) -> HttpResponse:
    return one(request, saved_view_of(saved_for(view_id, request.actor), request.actor, zone_of(request.actor)))


@router.patch(ONE, response=SavedViewShown, summary="Change a saved view")
def change_saved_view(request: Call, view_id: Id, changes: SavedViewChanges) -> HttpResponse:
    saved_for(view_id, request.actor)
    given: dict[str, Any] = changes.changes()
    if "filter" in given:
        given["conditions"] = as_json(typed_conditions(given.pop("filter"), request.actor))
    view = saved.change_view(view_id, given, actor=request.actor)
    return answer(saved_view_of(view, request.actor, zone_of(request.actor)))


@router.put(f"{ONE}/position", response={204: None}, summary="Give a saved view another place in its list")
def place_saved_view(request: Call, view_id: Id, placing: Placing) -> HttpResponse:
    saved.place_view(view_id, position=placing.position, actor=request.actor)
    return done()


@router.delete(ONE, response={204: None}, summary="Delete a saved view; the conversations stay")
def delete_saved_view(request: Call, view_id: Id) -> HttpResponse:
    saved.delete_view(view_id, actor=request.actor)
    return done()
