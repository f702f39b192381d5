"""Conversations: listing, reading, beginning."""

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import Page, kept_page_of, page_of
from madoguchi.base.rows import row_by_id
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.actions.begin import begin
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries import views
from madoguchi.core.conversations.queries.counting import counts_of
from madoguchi.core.conversations.queries.tags import tags_of
from madoguchi.core.conversations.queries.visible import one_visible
from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.answers import Call, answer, listed, one, whole
from madoguchi.faces.api.fields import PRIORITIES, Id, OneLine, Paging, Priority, Status, Time
from madoguchi.faces.api.narrowing import typed_conditions
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.shapes.conversations import (
    ConversationPage,
    ConversationShown,
    ViewPage,
    conversation_of,
    conversation_with,
    with_all,
)
from madoguchi.faces.api.writing import NewConversation
from madoguchi.features.views.conditions import Condition, from_json
from madoguchi.features.views.listing import Listing, SavedScope
from madoguchi.features.views.pages import page as looked_page
from madoguchi.features.views.queries import saved_for

router = Router(tags=["conversations"])

Order = Literal["newest", "oldest", "created", "waiting", "priority", "due"]
ORDERS = {"newest": ("-last_activity_at", "-id"), "oldest": ("last_activity_at", "id")}
Open = Literal["mine", "unassigned", "unanswered", "waiting", "chats", "help", "mentions", "following", "open"]
ViewName = Open | Literal["snoozed", "resolved", "all", "spam"]


class Filters(Paging):
    """Every filter narrows the list further."""

    view: Annotated[ViewName, Field(description="A built-in view, in its own order.")] = "all"
    status: Status | None = None
    priority: Priority | None = None
    inbox: Id | None = None
    team: Id | None = None
    assignee: Id | None = None
    contact: Id | None = None
    tag: Id | None = None
    updated_since: Annotated[Time | None, Field(description="With activity at or after this time.")] = None
    filter: Annotated[
        OneLine, Field(description="A filter as the desk takes it: is:open tag:vip before:2026-11-01.")
    ] = ""
    saved_view: Annotated[Id | None, Field(description="A saved view; `view` does not count then.")] = None
    order: Annotated[Order | None, Field(description="Without it, the order of the view.")] = None


@router.get("/conversations", response=ConversationPage, summary="List conversations")
def list_conversations(request: Call, filters: Query[Filters]) -> HttpResponse:
    if filters.filter or filters.saved_view or (filters.order and filters.order not in ORDERS):
        page = looked_through(request.actor, filters)
        return listed(request, page, conversation_of)
    scope = views.Scope(filters.view, filters.inbox, filters.team, filters.tag, filters.contact)
    exact = {
        "status": filters.status,
        "priority": PRIORITIES[filters.priority] if filters.priority else None,
        "assignee_id": filters.assignee,
        "last_activity_at__gte": filters.updated_since,
    }

    def rows() -> QuerySet[Conversation]:
        return with_all(views.listed(request.actor, scope).filter(**given(exact)))

    order = ORDERS[filters.order] if filters.order else views.view_of(scope).order
    if filters.updated_since:  # another moment each time: nothing to keep
        page = page_of(rows(), order=order, cursor=filters.cursor, limit=filters.limit)
    else:
        key = ("api", request.actor, scope, *exact.values())
        page = kept_page_of(key, rows, order=order, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, conversation_of)


@router.post("/conversations", response={201: ConversationShown}, summary="Write first: begin a conversation")
def create_conversation(request: Call, new: NewConversation) -> HttpResponse:
    message = begin(new.inbox_id, letter=new.letter(), sending=new.sending(), actor=request.actor)
    conversation = message.conversation
    return answer(conversation_with(conversation, []), 201, location=f"{request.path}/{conversation.id}")


@router.get("/conversations/{int:conversation_id}", response=ConversationShown, summary="Read a conversation")
def read_conversation(request: Call, conversation_id: Id) -> HttpResponse:
    return one(request, shown(conversation_id, request.actor))


@router.get("/views", response=ViewPage, summary="List the built-in views with their counts")
def list_views(request: Call) -> HttpResponse:
    scopes = {view.name: views.Scope(view.name) for view in views.VIEWS.values() if view.counted}
    counts = counts_of(request.actor, list(scopes.values()))
    return whole(
        views.VIEWS.values(),
        lambda view: {
            "name": view.name,
            "label": str(view.label),
            "count": counts[scopes[view.name]] if view.counted else None,
        },
    )


def looked_through(actor: Actor, filters: Filters) -> Page[Conversation]:
    """A page of what conditions narrow, or of an order that has parts: it may be short, or empty, and go on."""
    scope = views.Scope(filters.view, filters.inbox, filters.team, filters.tag, filters.contact)
    conditions, order = typed_conditions(filters.filter, actor), str(filters.order or "")
    exact = (
        ("status", filters.status),
        ("priority", filters.priority),
        ("assignee", filters.assignee),
        *(
            (("inbox", filters.inbox), ("team", filters.team), ("tag", filters.tag), ("contact", filters.contact))
            if filters.saved_view
            else ()
        ),
    )
    conditions += tuple(Condition(name, "is", (value,)) for name, value in exact if value is not None)
    if filters.updated_since:
        conditions += (Condition("activity", "after", filters.updated_since.isoformat()),)
    if filters.saved_view:
        saved = saved_for(filters.saved_view, actor)
        scope, order = SavedScope("all", saved_id=saved.id), order or saved.order
        conditions = (*from_json(saved.conditions), *conditions)
    return looked_page(Listing(actor, scope, conditions, order), cursor=filters.cursor, limit=filters.limit)


def given(filters: dict[str, Any]) -> dict[str, Any]:
    """The filters that were asked for."""
    return {name: value for name, value in filters.items() if value is not None}


def bare(conversation_id: int, actor: Actor) -> Conversation:
    """One conversation, its row alone; Problem 404."""
    conversation = one_visible(conversation_id, actor)
    if conversation is None:
        raise not_found()
    return conversation


def shown(conversation_id: int, actor: Actor) -> dict[str, Any]:
    """One conversation as it is shown, in three plain questions; Problem 404."""
    return with_surroundings(bare(conversation_id, actor))


def with_surroundings(row: Conversation) -> dict[str, Any]:
    """A conversation that was read or changed just now, as it is shown; two more questions."""
    contact = row_by_id(Contact, row.workspace_id, row.contact_id)
    assert contact is not None
    row.contact = contact
    return conversation_with(row, tags_of(row))
