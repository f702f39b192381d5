"""One thing that is done to many conversations: beginning, following, stopping and undoing it."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field, model_validator

from madoguchi.base.paging import page_of
from madoguchi.core.conversations.queries.views import Scope
from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.answers import Call, answer, listed, one
from madoguchi.faces.api.fields import PRIORITIES, Given, Id, OneLine, Paging, Priority, Time, Words
from madoguchi.faces.api.narrowing import typed_conditions
from madoguchi.faces.api.resources.conversations import ViewName
from madoguchi.faces.api.shapes.bulks import (
    BulkItemPage,
    BulkPage,
    BulkShown,
    VerbName,
    bulk_of,
    item_of,
)
from madoguchi.features.bulk.actions import settle
from madoguchi.features.bulk.actions.begin import begin
from madoguchi.features.bulk.models import MOST
from madoguchi.features.bulk.queries import bulk_for, bulks_visible_to, items_of
from madoguchi.features.views.conditions import from_json
from madoguchi.features.views.listing import Listing, SavedScope
from madoguchi.features.views.pages import ids_of
from madoguchi.features.views.queries import saved_for

router = Router(tags=["bulks"])
ONE = "/bulks/{int:bulk_id}"


class NewBulk(Given):
    """Either `conversation_ids`, or the first 10,000 of a list: a view, a saved one, or a filter. What the verb needs:
    assign: `person_id` (null: nobody); team: `team_id`; tag, untag: `tag_id`; priority: `priority`; snooze: `until`;
    reply: `text`, and `then` if they are to be resolved.
    """

    verb: VerbName
    conversation_ids: Annotated[list[Id], Field(max_length=MOST)] = []
    view: ViewName | None = None
    saved_view: Id | None = None
    filter: OneLine = ""
    person_id: Id | None = None
    team_id: Id | None = None
    tag_id: Id | None = None
    priority: Priority | None = None
    until: Time | None = None
    text: Words = ""
    then: Literal["", "resolve"] = ""

    @model_validator(mode="after")
    def _one_way_of_saying_which(self) -> "NewBulk":
        if bool(self.conversation_ids) == bool(self.view or self.saved_view or self.filter):
            raise ValueError("give conversation_ids, or a list: one of view, saved_view and filter")
        return self

    def parameters(self) -> dict[str, Any]:
        """As the verb takes them."""
        return {
            "person": self.person_id,
            "team": self.team_id,
            "tag": self.tag_id,
            "priority": PRIORITIES[self.priority] if self.priority else None,
            "until": self.until.isoformat() if self.until else "",
            "text": self.text,
            "then": self.then,
        }


class ItemFilters(Paging):
    outcome: Literal["done", "unchanged", "refused", "undone", "kept"] | None = None


@router.get("/bulks", response=BulkPage, summary="List one's own bulks, the newest first")
def list_bulks(request: Call, paging: Query[Paging]) -> HttpResponse:
    page = page_of(bulks_visible_to(request.actor), order=("-id",), cursor=paging.cursor, limit=paging.limit)
    return listed(request, page, bulk_of)


@router.post("/bulks", response={201: BulkShown}, summary="Do one thing to many conversations")
def create_bulk(request: Call, new: NewBulk) -> HttpResponse:
    ids = new.conversation_ids or ids_of(_list(new, request.actor), most=MOST)
    made = begin(new.verb, parameters=new.parameters(), conversation_ids=ids, actor=request.actor)
    made.refresh_from_db()
    return answer(bulk_of(made), 201, location=f"{request.path}/{made.id}")


@router.get(ONE, response=BulkShown, summary="Read how far a bulk is")
def read_bulk(request: Call, bulk_id: Id) -> HttpResponse:
    return one(request, bulk_of(bulk_for(bulk_id, request.actor)))


@router.get(f"{ONE}/items", response=BulkItemPage, summary="List what became of each conversation")
def list_bulk_items(request: Call, bulk_id: Id, filters: Query[ItemFilters]) -> HttpResponse:
    items = items_of(bulk_for(bulk_id, request.actor), request.actor)
    items = items.filter(outcome=filters.outcome) if filters.outcome else items
    return listed(request, page_of(items, order=("id",), cursor=filters.cursor, limit=filters.limit), item_of)


@router.post(f"{ONE}/cancel", response=BulkShown, summary="Do no more; what was done stays")
def cancel_bulk(request: Call, bulk_id: Id) -> HttpResponse:
    return answer(bulk_of(settle.cancel(bulk_id, actor=request.actor)))


@router.post(f"{ONE}/undo", response=BulkShown, summary="Take back what still stands as it was left")
def undo_bulk(request: Call, bulk_id: Id) -> HttpResponse:
    return answer(bulk_of(settle.undo(bulk_id, actor=request.actor)))


def _list(new: NewBulk, actor: Actor) -> Listing:
    conditions = typed_conditions(new.filter, actor)
    if new.saved_view:
        saved = saved_for(new.saved_view, actor)
        conditions = (*from_json(saved.conditions), *conditions)
        return Listing(actor, SavedScope("all", saved_id=saved.id), conditions, saved.order)
    return Listing(actor, Scope(new.view or "all"), conditions)
