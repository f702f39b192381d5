"""Styles of answers: what inboxes and segments want, what is wanted of a conversation, and what each takes."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.errors import NotAllowed
from madoguchi.base.paging import page_of
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, done, listed, one, whole
from madoguchi.faces.api.days import DaysAsked
from madoguchi.faces.api.fields import Given, Id, Paging, Shown
from madoguchi.faces.api.shapes.conversations import ConversationPage, conversation_of, with_all
from madoguchi.features.csat.queries import CONTENT
from madoguchi.features.styles.actions.settings import add_segment, remove_segment, set_style
from madoguchi.features.styles.certainty import Estimate
from madoguchi.features.styles.measuring import NEWEST, WHO, Asked, Line, conversations_visible_to, report_on
from madoguchi.features.styles.models import MOST_TRIAL, InboxStyle, SegmentStyle
from madoguchi.features.styles.queries import segments_visible_to, style_told, styles_of

router = Router(tags=["styles"])
StyleName = Literal["comprehensive", "conversational"]
OneAudience = Literal["all", "companies", "others"]
Part = Literal["resolved", "first", "rated", "content", "begun"]
OF_INBOX = "/inboxes/{int:inbox_id}/style"


class StyleGiven(Given):
    style: Annotated[Literal["", "comprehensive", "conversational"], Field(description='"": nobody has decided.')]
    trial: Annotated[int, Field(ge=0, le=MOST_TRIAL, description="Percent of the customers that get the other.")] = 0


class SegmentGiven(Given):
    """An audience, or an attribute, or both. The narrowest that fits a customer holds, whatever the inbox wants."""

    style: StyleName
    inbox_id: Annotated[Id | None, Field(description="Null: every inbox.")] = None
    audience: OneAudience = "all"
    on: Annotated[Literal["", "contact", "company"], Field(description="Of what the attribute is.")] = ""
    key: Annotated[str, Field(max_length=60)] = ""
    value: Annotated[str, Field(max_length=200)] = ""


class StyleDays(DaysAsked):
    inbox_id: Id | None = None

    def asked(self, actor: Actor, **narrowed: Any) -> Asked:
        return Asked(*self.span(actor), CONTENT, self.inbox_id, **narrowed)


class StyleRows(Paging, StyleDays):
    style: StyleName | None = None
    who: Literal["all", "assistant", "agents"] = "all"
    part: Part = "resolved"
    tried: Annotated[bool, Field(description="Only those for which a lot was drawn.")] = False


class StyleShown(Shown):
    inbox_id: int
    style: str
    trial: int


class SegmentShown(Shown):
    id: int
    style: StyleName
    inbox_id: int | None
    audience: OneAudience
    on: str
    key: str
    value: str


class SegmentPage(Shown):
    data: list[SegmentShown]
    next: str | None


class ConversationStyleShown(Shown):
    """`style` "": nobody has decided. `by`: inbox, segment, trial."""

    style: str
    by: str


class EstimateShown(Shown):
    """The true value lies between `low` and `high` (95 %); null where that cannot be said."""

    value: float | None
    low: float | None
    high: float | None


class StyleLine(Shown):
    """`begun` of a style, whoever answered; `resolved` of them by `who`, with how many replies: `replies` is the mean.
    `first`: resolved with the first reply. `content` of those that were `rated`."""

    style: StyleName
    who: Literal["all", "assistant", "agents"]
    begun: int
    resolved: int
    customers: int
    median: int | None
    replies: EstimateShown
    first: int
    rated: int
    content: int


class StyleReport(Shown):
    """`trial` are those for which a lot was drawn: there alone `difference` says how many more replies conversational
    takes than comprehensive, and whether that `is_certain`."""

    lines: list[StyleLine]
    trial: list[StyleLine]
    difference: EstimateShown
    is_certain: bool


@router.get(OF_INBOX, response=StyleShown, summary="Read which style of answers an inbox wants")
def read_inbox_style(request: Call, inbox_id: Id) -> HttpResponse:
    require(request.actor, "inbox.manage")
    found = styles_of(inboxes.visible_to(request.actor).filter(id=inbox_id))
    if not found:
        raise NotAllowed("not-found", "")
    return one(request, _style_of(found[0][1]))


@router.put(OF_INBOX, response=StyleShown, summary="Set which style of answers an inbox wants")
def set_inbox_style(request: Call, inbox_id: Id, given: StyleGiven) -> HttpResponse:
    """It holds for conversations that begin from then on."""
    return answer(_style_of(set_style(inbox_id, style=given.style, trial=given.trial, actor=request.actor)))


@router.get("/styles/segments", response=SegmentPage, summary="List the segments that want a style of their own")
def list_style_segments(request: Call) -> HttpResponse:
    return whole(segments_visible_to(request.actor), _segment_of)


@router.post("/styles/segments", response={201: SegmentShown}, summary="Let a segment want a style")
def add_style_segment(request: Call, given: SegmentGiven) -> HttpResponse:
    row = add_segment(given.model_dump(), actor=request.actor)
    return answer(_segment_of(row), 201, location=f"{request.path}/{row.id}")


@router.delete("/styles/segments/{int:segment_id}", response={204: None}, summary="Take a segment's style away")
def remove_style_segment(request: Call, segment_id: Id) -> HttpResponse:
    remove_segment(segment_id, actor=request.actor)
    return done()


@router.get(
    "/conversations/{int:conversation_id}/style",
    response=ConversationStyleShown,
    summary="Read which style of answers is wanted of a conversation",
    tags=["conversations"],
)
def read_conversation_style(request: Call, conversation_id: Id) -> HttpResponse:
    found = visible_to(request.actor).filter(id=conversation_id).annotate(style_told=style_told()).first()
    if found is None:
        raise NotAllowed("not-found", "")
    return one(request, found.style_told or {"style": "", "by": ""})


@router.get("/reports/styles", response=StyleReport, summary="Read how many replies each style takes", tags=["reports"])
def read_styles(request: Call, asked: Query[StyleDays]) -> HttpResponse:
    found = report_on(request.actor, asked.asked(request.actor))
    return one(
        request,
        {
            "lines": [_line_of(line, who) for who in (*WHO, "all") for line in found.lines[who]],
            "trial": [_line_of(line, "all") for line in found.trial],
            "difference": _estimate_of(found.difference),
            "is_certain": found.difference.is_certain,
        },
    )


@router.get(
    "/reports/styles/conversations",
    response=ConversationPage,
    summary="List the conversations that a style counts",
    tags=["reports"],
)
def list_style_conversations(request: Call, asked: Query[StyleRows]) -> HttpResponse:
    """The newest 5,000 at most."""
    narrowed = {"style": asked.style or "", "who": asked.who, "part": asked.part, "tried": asked.tried}
    rows = conversations_visible_to(request.actor, asked.asked(request.actor, **narrowed))
    page = page_of(with_all(rows), order=NEWEST, cursor=asked.cursor, limit=asked.limit)
    return listed(request, page, conversation_of)


def _style_of(row: InboxStyle) -> dict[str, Any]:
    return {"inbox_id": row.inbox_id, "style": row.style, "trial": row.trial}


def _segment_of(row: SegmentStyle) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "style", "inbox_id", "audience", "on", "key", "value")}


def _estimate_of(told: Estimate) -> dict[str, Any]:
    return {"value": told.value, "low": told.low, "high": told.high}


def _line_of(line: Line, who: str) -> dict[str, Any]:
    names = ("style", "begun", "median", "first", "rated", "content")
    sums = line.sums
    counted = {"who": who, "resolved": sums.n, "customers": sums.customers, "replies": _estimate_of(line.mean)}
    return {**{name: getattr(line, name) for name in names}, **counted}
