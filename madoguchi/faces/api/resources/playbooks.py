"""Playbooks: for what each is, how they are followed, and the run in a conversation."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.faces.api.answers import Call, answer, listed, one
from madoguchi.faces.api.fields import Given, Id, Paging, Shown, Time
from madoguchi.faces.api.shapes.answers import ShareShown, share_of
from madoguchi.features.playbooks import queries
from madoguchi.features.playbooks.actions.bind import MOST, bind, unbind
from madoguchi.features.playbooks.actions.follow import LONGEST, begin_run, choose, leave_run, step_back
from madoguchi.features.playbooks.models import Run

router = Router(tags=["articles"])
HERE = "/conversations/{int:conversation_id}/playbook"
Word = Annotated[str, Field(min_length=1, max_length=80)]


class PlaybookGiven(Given):
    topics: Annotated[list[Word], Field(max_length=MOST, description="Ids of the phrasebook.")] = []
    words: Annotated[list[Word], Field(max_length=MOST, description="What customers say.")] = []


class BeginGiven(Given):
    article_id: Id
    language: Annotated[str, Field(max_length=10)] = "ja"


class ChoiceGiven(Given):
    at_step: Annotated[int, Field(ge=0, description="The step that is gone on from; another one changes nothing.")]
    choice: Annotated[int, Field(ge=0, description="The place of the choice among those of the step.")]


class LeaveGiven(Given):
    reason: Literal["does_not_fit", "outdated", "unclear", "quicker", "customer", "other"]
    remark: Annotated[str, Field(max_length=LONGEST)] = ""


class PlaybookShown(Shown):
    """`done`: of the runs of the last 90 days that are over, those that went to an end. `reasons` and `left_at` (steps)
    count the others."""

    article_id: int
    title: str
    topics: list[str]
    words: list[str]
    begun: int
    done: ShareShown
    reasons: dict[str, int]
    left_at: dict[str, int]


class PlaybookList(Shown):
    data: list[PlaybookShown]


class RunShown(Shown):
    """`step` is what is to be done now: title, body (Markdown), choices ([label, number of the step that it leads to;
    null for the end]). `path` is what was done: [step, choice] each. `state`: running, done, left."""

    id: int
    article_id: int
    conversation_id: int
    person_id: int | None
    title: str
    version: int
    state: str
    at_step: int
    step: dict[str, Any]
    path: list[list[int]]
    reason: str
    remark: str
    began_at: Time
    ended_at: Time | None


class RunPage(Shown):
    data: list[RunShown]
    next: str | None


class OfferedShown(Shown):
    article_id: int
    title: str
    fits: bool


class HereShown(Shown):
    """The run that is under way, or null and what may be begun."""

    run: RunShown | None
    offered: list[OfferedShown]


@router.get("/playbooks", response=PlaybookList, summary="List playbooks, and how they are followed")
def list_playbooks(request: Call) -> HttpResponse:
    found = queries.followed_by(request.actor, get_language() or "en")
    return one(request, {"data": [_playbook(row) for row in found]})


@router.put("/playbooks/{int:article_id}", response=PlaybookShown, summary="Make an article a playbook, for what it is")
def bind_playbook(request: Call, article_id: Id, given: PlaybookGiven) -> HttpResponse:
    bind(article_id, topics=given.topics, words=given.words, actor=request.actor)
    found = queries.followed_by(request.actor, get_language() or "en")
    return answer(_playbook(next(row for row in found if row.playbook.article_id == article_id)))


@router.delete("/playbooks/{int:article_id}", response={204: None}, summary="Make it a plain article again")
def unbind_playbook(request: Call, article_id: Id) -> HttpResponse:
    """Its runs go with it."""
    unbind(article_id, actor=request.actor)
    return HttpResponse(status=204)


@router.get("/playbooks/{int:article_id}/runs", response=RunPage, summary="List the runs of a playbook")
def list_runs(request: Call, article_id: Id, filters: Query[Paging]) -> HttpResponse:
    """The newest first."""
    rows = queries.runs_visible_to(request.actor, article_id).select_related("playbook")
    page = page_of(rows, order=queries.NEWEST, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, _run)


@router.get(HERE, response=HereShown, summary="Read the run of a playbook there, or what may be begun")
def read_run(request: Call, conversation_id: Id) -> HttpResponse:
    found = queries.here(conversation_id, request.actor, get_language() or "en")
    offered = [{"article_id": row.article_id, "title": row.title, "fits": row.fits} for row in found.offered]
    return one(request, {"run": _run(found.run) if found.run else None, "offered": offered})


@router.post(HERE, response=RunShown, summary="Begin a playbook there")
def begin_playbook(request: Call, conversation_id: Id, given: BeginGiven) -> HttpResponse:
    return answer(_run(begin_run(conversation_id, given.article_id, language=given.language, actor=request.actor)))


@router.post(f"{HERE}/steps", response=RunShown, summary="Go on by a choice")
def choose_step(request: Call, conversation_id: Id, given: ChoiceGiven) -> HttpResponse:
    return answer(_run(choose(conversation_id, given.choice, at_step=given.at_step, actor=request.actor)))


@router.delete(f"{HERE}/steps", response=RunShown, summary="Go back one step")
def go_back(request: Call, conversation_id: Id) -> HttpResponse:
    return answer(_run(step_back(conversation_id, actor=request.actor)))


@router.post(f"{HERE}/leaving", response=RunShown, summary="Follow it no further, for a reason")
def leave_playbook(request: Call, conversation_id: Id, given: LeaveGiven) -> HttpResponse:
    return answer(_run(leave_run(conversation_id, reason=given.reason, remark=given.remark, actor=request.actor)))


def _playbook(row: queries.Followed) -> dict[str, Any]:
    return {
        "article_id": row.playbook.article_id,
        "title": row.title,
        "topics": row.playbook.topics,
        "words": row.playbook.words.splitlines(),
        "begun": row.begun,
        "done": share_of(row.done),
        "reasons": dict(row.reasons),
        "left_at": dict(row.left_at),
    }


def _run(row: Run) -> dict[str, Any]:
    names = ("id", "conversation_id", "person_id", "title", "version", "state", "at_step", "step", "path", "reason")
    more = ("remark", "began_at", "ended_at")
    return {"article_id": row.playbook.article_id, **{name: getattr(row, name) for name in (*names, *more)}}
