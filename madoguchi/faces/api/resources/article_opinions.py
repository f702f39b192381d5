"""What readers and colleagues say of articles."""

from datetime import timedelta
from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.clock import now
from madoguchi.base.paging import page_of
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, listed, whole
from madoguchi.faces.api.fields import Given, Id, Paging
from madoguchi.faces.api.shapes.article_lists import (
    EditSuggestedPage,
    EditSuggestedShown,
    ServicePage,
    VerdictPage,
    edit_suggested_of,
    service_of,
    verdict_of,
)
from madoguchi.faces.api.shapes.articles import HelpLanguage
from madoguchi.features.articles.actions.suggesting import LONGEST, settle_suggestion, suggest
from madoguchi.features.articles.queries import figures, suggestions
from madoguchi.features.articles.queries.articles import article_for, texts_readable_by

router = Router(tags=["articles"])
ONE = "/articles/{int:article_id}"
LOOKED_AT = timedelta(days=28)


class VerdictFilters(Paging):
    article: Id | None = None
    helpful: bool | None = None


class EditSuggested(Given):
    language: HelpLanguage
    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    conversation_id: Id | None = None


@router.get(f"{ONE}/service", response=ServicePage, summary="Read how an article serves its readers")
def read_article_service(request: Call, article_id: Id) -> HttpResponse:
    """Each language by itself."""
    require(request.actor, "article.write")
    article = article_for(article_id, request.actor)
    texts = list(texts_readable_by(request.actor).filter(article=article).order_by("language"))
    return whole(figures.service_of(texts, since=now() - LOOKED_AT), service_of)


@router.get("/article-verdicts", response=VerdictPage, summary="List what readers say of articles")
def list_article_verdicts(request: Call, filters: Query[VerdictFilters]) -> HttpResponse:
    """The newest first."""
    rows = figures.verdicts_visible_to(request.actor)
    wanted = {"text__article_id": filters.article, "helpful": filters.helpful}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    page = page_of(rows, order=figures.NEWEST, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, verdict_of)


@router.get("/article-suggestions", response=EditSuggestedPage, summary="List what colleagues would have different")
def list_article_suggestions(request: Call, paging: Query[Paging]) -> HttpResponse:
    """Those that nobody is done with."""
    rows = suggestions.suggestions_open(request.actor)
    page = page_of(rows, order=suggestions.NEWEST, cursor=paging.cursor, limit=paging.limit)
    return listed(request, page, edit_suggested_of)


@router.post(f"{ONE}/suggestions", response={201: EditSuggestedShown}, summary="Say what should be different in it")
def suggest_article_edit(request: Call, article_id: Id, given: EditSuggested) -> HttpResponse:
    made = suggest(
        article_id,
        given.language,
        text=given.text,
        conversation_id=given.conversation_id,
        actor=request.actor,
    )
    return answer(edit_suggested_of(made), 201)


@router.put(
    "/article-suggestions/{int:suggestion_id}/settlement", response=EditSuggestedShown, summary="Be done with it"
)
def settle_article_suggestion(request: Call, suggestion_id: Id) -> HttpResponse:
    return answer(edit_suggested_of(settle_suggestion(suggestion_id, actor=request.actor)))
