"""What customers say of resolved conversations."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from madoguchi.base.paging import page_of
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.answers import Call, answer, listed, one
from madoguchi.faces.api.fields import Given, Id, Paging, Shown, Time
from madoguchi.faces.api.shapes.settings import InboxShown, inbox_of
from madoguchi.features.csat.actions.rate import set_asking
from madoguchi.features.csat.models import Rating
from madoguchi.features.csat.queries import NEWEST, Asked, Figures, figures_of, groups_of, ratings_visible_to

router = Router(tags=["reports"])
BEGINNING, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


class RatingFilters(Given):
    """By when they were asked (`since` included, `until` not), and of what."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    inbox_id: Id | None = None
    team_id: Id | None = None
    person_id: Id | None = None

    def asked(self, **more: Any) -> Asked:
        since, until = self.since or BEGINNING, self.until or END
        return Asked(since, until, self.inbox_id, self.team_id, self.person_id, **more)


class RatingList(Paging, RatingFilters):
    score: Annotated[int | None, Field(ge=1, le=5)] = None
    rated: Annotated[bool | None, Field(description="Only those who have answered, or only those who have not.")] = None


class AskingGiven(Given):
    asks: Annotated[bool, Field(description="Whether customers are asked when a conversation is resolved.")]


class RatingShown(Shown):
    """`score` from 1 to 5, null as long as they have not answered. Person, team and inbox are those of the time when it
    was resolved. `comment` is "" for those who may not read personal data."""

    id: int
    conversation_id: int
    inbox_id: int
    team_id: int | None
    person_id: int | None
    score: int | None
    comment: str
    asked_at: Time
    rated_at: Time | None


class RatingPage(Shown):
    data: list[RatingShown]
    next: str | None


class FiguresShown(Shown):
    """`scores` is how often each was given, from 1 to 5; `content` how many gave 4 or 5."""

    asked: int
    rated: int
    content: int
    scores: list[int]


class GroupShown(FiguresShown):
    id: int
    name: str


class CsatReport(FiguresShown):
    people: list[GroupShown]
    teams: list[GroupShown]
    inboxes: list[GroupShown]


@router.get("/ratings", response=RatingPage, summary="List what customers say of conversations")
def list_ratings(request: Call, filters: Query[RatingList]) -> HttpResponse:
    """The newest first."""
    asked = filters.asked(scores=(filters.score,) if filters.score else (), rated=filters.rated)
    rows = ratings_visible_to(request.actor, asked)
    page = page_of(rows, order=NEWEST, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, lambda row: _rating_of(row, request.actor))


@router.get("/reports/csat", response=CsatReport, summary="Read how content customers are")
def read_csat(request: Call, filters: Query[RatingFilters]) -> HttpResponse:
    rows = ratings_visible_to(request.actor, filters.asked())
    groups = groups_of(rows)
    shown = {
        name: [{"id": one.id, "name": one.name, **_figures_of(one.figures)} for one in groups[by]]
        for name, by in (("people", "person"), ("teams", "team"), ("inboxes", "inbox"))
    }
    return one(request, {**_figures_of(figures_of(rows)), **shown})


@router.put(
    "/inboxes/{int:inbox_id}/csat",
    response=InboxShown,
    summary="Set whether the customers of a chat are asked",
    tags=["inboxes"],
)
def set_inbox_csat(request: Call, inbox_id: Id, given: AskingGiven) -> HttpResponse:
    set_asking(inbox_id, is_on=given.asks, actor=request.actor)
    inbox = inboxes.visible_to(request.actor).prefetch_related("addresses").get(id=inbox_id)
    return answer(inbox_of(inbox, request.actor))


def _rating_of(row: Rating, actor: Actor) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "inbox_id": row.inbox_id,
        "team_id": row.team_id,
        "person_id": row.person_id,
        "score": row.score,
        "comment": row.comment if actor.may("personal_data.read") else "",
        "asked_at": row.asked_at,
        "rated_at": row.rated_at,
    }


def _figures_of(found: Figures) -> dict[str, Any]:
    return {"asked": found.asked, "rated": found.rated, "content": found.content, "scores": list(found.scores)}
