"""What customers ask, and what they want to do."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from madoguchi.base.paging import page_of
from madoguchi.faces.api.answers import Call, answer, listed, one
from madoguchi.faces.api.fields import Given, Id, Paging
from madoguchi.faces.api.shapes import aims as shapes
from madoguchi.features.aims.actions.clarify import clarify
from madoguchi.features.aims.actions.settle import settle_aim
from madoguchi.features.aims.clarifying import back_at
from madoguchi.features.aims.models import LONGEST
from madoguchi.features.aims.queries import NEWEST, Asked, aim_for, aims_visible_to, report_on

router = Router(tags=["conversations"])
HERE = "/conversations/{int:conversation_id}/aim"
BEGINNING, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


class AimFilters(Given):
    """By when the question came (`since` included, `until` not)."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    inbox_id: Id | None = None
    topic: Annotated[str | None, Field(max_length=80, description='"": like no frequent question.')] = None

    def of(self, part: str = "") -> Asked:
        return Asked(self.since or BEGINNING, self.until or END, self.inbox_id, self.topic, part)


class AimList(Paging, AimFilters):
    part: Annotated[
        Literal["wish", "unknown", "settled", "confirmed", "changed"] | None,
        Field(description="Only those that a figure counts."),
    ] = None


class AimGiven(Given):
    asked: Annotated[str, Field(max_length=LONGEST, description="The question as put.")]
    wish: Annotated[str, Field(max_length=LONGEST, description="What they want to do.")]


class DeedGiven(Given):
    deed: Literal["text", "dismiss"]


@router.get(HERE, response=shapes.AimShown, summary="Read what the customer wants")
def read_aim(request: Call, conversation_id: Id) -> HttpResponse:
    return one(request, shapes.aim_of(aim_for(conversation_id, request.actor)))


@router.put(HERE, response=shapes.AimShown, summary="Confirm what the customer wants, or change it")
def settle_aim_of(request: Call, conversation_id: Id, given: AimGiven) -> HttpResponse:
    """The same words as were found confirm them."""
    row = settle_aim(conversation_id, asked=given.asked, wish=given.wish, actor=request.actor)
    return answer(shapes.aim_of(row))


@router.get(
    "/conversations/{int:conversation_id}/clarification",
    response=shapes.ClarificationShown,
    summary="Read which question back is suggested there",
)
def read_clarification(request: Call, conversation_id: Id) -> HttpResponse:
    """One at a time, and at most two in a conversation."""
    return one(request, shapes.clarification_of(back_at(conversation_id, request.actor)))


@router.post(
    "/conversations/{int:conversation_id}/clarification",
    response=shapes.ClarificationText,
    summary="Take the question back that is suggested, or leave it",
)
def clarify_conversation(request: Call, conversation_id: Id, given: DeedGiven) -> HttpResponse:
    """What is taken counts as asked."""
    return answer({"text": clarify(conversation_id, deed=given.deed, actor=request.actor)})


@router.get("/aims", response=shapes.AimPage, summary="List what customers want")
def list_aims(request: Call, filters: Query[AimList]) -> HttpResponse:
    """The newest first."""
    rows = aims_visible_to(request.actor, filters.of(filters.part or ""))
    page = page_of(rows, order=NEWEST, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, shapes.aim_of)


@router.get("/reports/aims", response=shapes.AimReport, summary="Read how often it is known what customers want")
def read_aims(request: Call, filters: Query[AimFilters]) -> HttpResponse:
    """Each share with its interval of 95 %."""
    figures, groups = report_on(request.actor, filters.of(), get_language() or "en")
    return one(request, {**shapes.figures_of(figures), "topics": [shapes.group_of(group) for group in groups]})
