"""Searching what was said, and what a person looked for before."""

from typing import Annotated, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.api.answers import Call, answer, done, whole
from madoguchi.faces.api.fields import Given, OneLine, Paging
from madoguchi.faces.api.shapes.search import RecentPage, SearchPage, hit_of, named, recent_of
from madoguchi.features.search.actions.recent import forget_searches, remember_search
from madoguchi.features.search.queries.conversations import Order, conversations_found
from madoguchi.features.search.queries.people import FoundPeople, people_found
from madoguchi.features.search.queries.recent import SHOWN, recent_searches
from madoguchi.features.search.query.asking import ask
from madoguchi.features.search.query.guessing import corrected

router = Router(tags=["search"])


class Asking(Paging):
    """Words, phrases in quotes, words with a minus, and the conditions of a filter."""

    query: Annotated[str, Field(max_length=1000, description="As typed at the desk: 返品 is:open -解約")] = ""
    order: Annotated[Literal["best", "newest"], Field(description="The best match first, or the newest.")] = "best"
    limit: Annotated[int, Field(ge=1, le=100, description="Conversations of a page.")] = 20


class RecentGiven(Given):
    query: Annotated[OneLine, Field(min_length=1, max_length=200)]


@router.get("/search", response=SearchPage, summary="Search conversations by what was said in them")
def search(request: Call, asking: Query[Asking]) -> HttpResponse:
    actor = request.actor
    zone = ZoneInfo(Workspace.objects.get(id=actor.workspace_id).time_zone)
    asked = ask(asking.query, actor=actor, zone=zone)
    found = conversations_found(asked, actor=actor, order=Order(asking.order), cursor=asking.cursor, limit=asking.limit)
    people = FoundPeople() if asking.cursor else people_found(asked, actor=actor)
    response = answer(
        {
            "data": [hit_of(row) for row in found.rows],
            "next": found.next or None,
            "count": found.count,
            "more": found.is_more,
            "looked_to": found.looked_to,
            "problems": asked.typed.problems,
            "suggestion": "" if found.rows or not asked.has_words else corrected(asked, actor=actor),
            "contacts": [named(one.contact) for one in people.contacts],
            "companies": [named(one.company) for one in people.companies],
        }
    )
    if found.next:
        query = {**request.GET.dict(), "cursor": found.next}
        response.headers["Link"] = f'<{request.path}?{urlencode(query)}>; rel="next"'
    return response


@router.get("/search/recent", response=RecentPage, summary="List what the person looked for before")
def list_recent_searches(request: Call) -> HttpResponse:
    return whole(recent_searches(request.actor)[:SHOWN], recent_of)


@router.post("/search/recent", response={204: None}, summary="Remember a search that led to something")
def remember_recent_search(request: Call, new: RecentGiven) -> HttpResponse:
    remember_search(new.query, actor=request.actor)
    return done()


@router.delete("/search/recent", response={204: None}, summary="Forget what the person looked for")
def forget_recent_searches(request: Call) -> HttpResponse:
    forget_searches(actor=request.actor)
    return done()
