"""What the owners of the product are asked."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.faces.api.answers import Call, answer, done, listed, one
from madoguchi.faces.api.fields import FeatureState, Given, Id, Language, Name, Paging
from madoguchi.faces.api.shapes.registry import QuestionPage, QuestionShown, question_of
from madoguchi.features.registry import queries
from madoguchi.features.registry.actions import questions
from madoguchi.features.registry.models import FeatureQuestion

router = Router(tags=["features"])
ONE = "/feature-questions/{int:question_id}"


class Questions(Paging):
    state: Literal["open", "answered"] = "open"
    owner: Id | None = None
    conversation: Id | None = None


class NewQuestion(Given):
    text: Annotated[str, Field(min_length=1, max_length=500)]
    owner_id: Annotated[Id, Field(description="Who is to answer.")]
    due_on: Annotated[date | None, Field(description="Null: in two days of business.")] = None
    conversation_id: Id | None = None
    feature_id: Id | None = None


class QuestionChanges(Given):
    owner_id: Id = 1
    due_on: date | None = None


class Entry(Given):
    """A feature that the answer is written down as."""

    language: Language
    name: Annotated[Name, Field(min_length=1, max_length=120)]
    state: FeatureState
    plan: Name = ""
    limits: Annotated[str, Field(max_length=5000)] = ""
    reason: Annotated[str, Field(max_length=5000)] = ""


class Answered(Given):
    answer: Annotated[str, Field(min_length=1, max_length=5000, description="Markdown.")]
    entry: Entry | None = None


@router.get("/feature-questions", response=QuestionPage, summary="List what owners of the product are asked")
def list_feature_questions(request: Call, asked: Query[Questions]) -> HttpResponse:
    """The open ones come as they are due, the answered ones with the newest first."""
    is_open = asked.state == "open"
    rows = queries.questions_visible_to(request.actor).filter(answered_at__isnull=is_open)
    given = {"owner_id": asked.owner, "conversation_id": asked.conversation}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    order = queries.OPEN_FIRST if is_open else queries.NEWEST
    page = page_of(queries.questions_as_read(rows), order=order, cursor=asked.cursor, limit=asked.limit)
    ids = {row.conversation_id for row in page.rows if row.conversation_id}
    seen = set(visible_to(request.actor).filter(id__in=ids).values_list("id", flat=True))
    return listed(request, page, lambda row: question_of(row, sees_conversation=row.conversation_id in seen))


@router.post("/feature-questions", response={201: QuestionShown}, summary="Ask an owner what the registry does not say")
def ask_feature_question(request: Call, new: NewQuestion) -> HttpResponse:
    made = questions.ask_question(new.model_dump(), actor=request.actor)
    return answer(_shown(made, request), 201, location=f"{request.path}/{made.id}")


@router.get(ONE, response=QuestionShown, summary="Read a question to an owner")
def read_feature_question(request: Call, question_id: Id) -> HttpResponse:
    return one(request, _shown(queries.question_for(question_id, request.actor), request))


@router.patch(ONE, response=QuestionShown, summary="Hand a question on, or give it another day")
def hand_feature_question_on(request: Call, question_id: Id, changes: QuestionChanges) -> HttpResponse:
    return answer(_shown(questions.hand_question_on(question_id, changes.changes(), actor=request.actor), request))


@router.put(f"{ONE}/answer", response=QuestionShown, summary="Answer a question, and write it down as a feature")
def answer_feature_question(request: Call, question_id: Id, said: Answered) -> HttpResponse:
    entry = _flat(said.entry) if said.entry else None
    return answer(
        _shown(questions.answer_question(question_id, answer=said.answer, entry=entry, actor=request.actor), request)
    )


@router.delete(ONE, response={204: None}, summary="Withdraw a question")
def withdraw_feature_question(request: Call, question_id: Id) -> HttpResponse:
    questions.withdraw_question(question_id, actor=request.actor)
    return done()


def _flat(entry: Entry) -> dict[str, Any]:
    parts = entry.model_dump()
    code, state = parts.pop("language"), parts.pop("state")
    return {"state": state, **{f"{part}_{code}": value for part, value in parts.items()}}


def _shown(row: FeatureQuestion, request: Call) -> dict[str, Any]:
    sees = row.conversation_id is not None and visible_to(request.actor).filter(id=row.conversation_id).exists()
    return question_of(row, sees_conversation=sees)
