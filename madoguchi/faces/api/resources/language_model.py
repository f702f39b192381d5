"""The language model: where it is, what it may be asked and may cost, and its calls."""

from decimal import Decimal
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.faces.api.answers import Call, answer, listed, one
from madoguchi.faces.api.fields import Given, Id, Paging
from madoguchi.faces.api.shapes import language_model as shapes
from madoguchi.faces.api.shapes.articles import HelpLanguage
from madoguchi.features.articles.actions.drafting import have_written
from madoguchi.features.llm.actions.set_up import change_language_model
from madoguchi.features.llm.actions.try_out import ask_trial
from madoguchi.features.llm.models import KEPT_LEAST, KEPT_MOST, LONGEST, SHORTEST, LanguageModel, ModelCall
from madoguchi.features.llm.queries import NEWEST, call_for, calls_visible_to, model_for
from madoguchi.features.llm.spending import spent_by

router = Router(tags=["assistant"])
HERE = "/language-model"
Budget = Annotated[int | None, Field(ge=0, le=10**9, description="null: no limit.")]
Price = Annotated[Decimal | None, Field(ge=0, le=10**9, description="Of a million tokens, in your own money.")]


class LanguageModelGiven(Given):
    address: Annotated[str | None, Field(max_length=300, description='Of its API; "": none is connected.')] = None
    model: Annotated[str | None, Field(max_length=120)] = None
    embedding_model: Annotated[str | None, Field(max_length=120, description='"": none is asked.')] = None
    key: Annotated[str | None, Field(max_length=1000, description='"" takes it away.')] = None
    timeout: Annotated[int | None, Field(ge=SHORTEST, le=LONGEST, description="Seconds.")] = None
    daily_tokens: Budget = None
    monthly_tokens: Budget = None
    monthly_cost: Annotated[Decimal | None, Field(ge=0, le=10**9, description="null: no limit.")] = None
    price_in: Price = None
    price_out: Price = None
    embedding_price: Price = None
    writes_articles: bool | None = None
    checks_answers: bool | None = None
    reads_aims: bool | None = None
    reads_meaning: bool | None = None
    calls_kept: Annotated[int | None, Field(ge=KEPT_LEAST, le=KEPT_MOST, description="Days.")] = None


class WritingGiven(Given):
    article_id: Id
    language: HelpLanguage


@router.get(HERE, response=shapes.LanguageModelShown, summary="Read how the language model is set")
def read_language_model(request: Call) -> HttpResponse:
    return one(request, _shown(model_for(request.actor)))


@router.patch(HERE, response=shapes.LanguageModelShown, summary="Connect a language model, or change how it is set")
def set_language_model(request: Call, given: LanguageModelGiven) -> HttpResponse:
    """Another address forgets the key, unless one comes with it."""
    return answer(_shown(change_language_model(changes=given.changes(), actor=request.actor)))


@router.post(f"{HERE}/trials", response={202: shapes.ModelCallShown}, summary="Ask the language model for one word")
def try_language_model(request: Call) -> HttpResponse:
    """The call that is named tells what becomes of it."""
    row = ask_trial(actor=request.actor)
    return answer(shapes.call_of(row), 202, location=f"/api/v1{HERE}/calls/{row.id}")


@router.post(
    f"{HERE}/embedding-trials", response={202: shapes.ModelCallShown}, summary="Ask the embedding model for one word"
)
def try_embedding_model(request: Call) -> HttpResponse:
    """What it means, and nothing of yours. The call that is named tells what becomes of it."""
    row = ask_trial(purpose=ModelCall.Purpose.MEANING_TRIAL, actor=request.actor)
    return answer(shapes.call_of(row), 202, location=f"/api/v1{HERE}/calls/{row.id}")


@router.get(f"{HERE}/calls", response=shapes.ModelCallPage, summary="List the calls of the language model")
def list_model_calls(request: Call, filters: Query[Paging]) -> HttpResponse:
    """The newest first. What was asked and said is not kept."""
    page = page_of(calls_visible_to(request.actor), order=NEWEST, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, shapes.call_of)


@router.get(
    f"{HERE}/calls/{{int:call_id}}", response=shapes.ModelCallShown, summary="Read a call of the language model"
)
def read_model_call(request: Call, call_id: Id) -> HttpResponse:
    """Whoever asked for it may, too."""
    return one(request, shapes.call_of(call_for(call_id, request.actor)))


@router.post(
    "/conversations/{int:conversation_id}/article-writings",
    response={202: shapes.ModelCallShown},
    summary="Have the language model write an article that came from it",
)
def have_article_written(request: Call, conversation_id: Id, given: WritingGiven) -> HttpResponse:
    """Over the first draft; beside it, among the versions, where somebody has changed that meanwhile."""
    row = have_written(given.article_id, conversation_id=conversation_id, language=given.language, actor=request.actor)
    return answer(shapes.call_of(row), 202, location=f"/api/v1{HERE}/calls/{row.id}")


def _shown(row: LanguageModel) -> dict[str, object]:
    return shapes.language_model_of(row, spent_by(row))
