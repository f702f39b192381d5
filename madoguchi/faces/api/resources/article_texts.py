"""The texts of an article: writing, reviewing, publishing, and what they said before."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, listed, one
from madoguchi.faces.api.fields import Given, Id, Name, Paging, Time
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.resources.articles import TextGiven
from madoguchi.faces.api.shapes.articles import (
    TextShown,
    TextVersionPage,
    TextVersionShown,
    text_of,
    version_of,
    version_row_of,
)
from madoguchi.features.articles.actions import arranging, publishing, reviewing, writing
from madoguchi.features.articles.queries.articles import text_for, versions_of

router = Router(tags=["articles"])
ONE = "/articles/{int:article_id}/texts/{str:language}"
NEWEST = ("-number",)
Edition = Annotated[int, Field(ge=0, le=2**31 - 1, description="The edition that you saw.")]
Note = Annotated[str, Field(max_length=reviewing.LONGEST_NOTE)]


class TextWritten(TextGiven):
    edition: Annotated[Edition, Field(description="The edition that you saw; 0 for a new language.")]


class Publication(Given):
    edition: Edition
    minor: Annotated[bool, Field(description="Translations need not follow.")] = False


class PublicationPlan(Given):
    edition: Edition
    publish_at: Time


class ReviewAsked(Given):
    edition: Edition
    reviewer_id: Annotated[Id | None, Field(description="null: anybody who may publish.")] = None


class TextReviewed(Given):
    edition: Edition
    note: Note = ""


class TextAddress(Given):
    slug: Annotated[Name, Field(min_length=1, max_length=80)]


@router.put(ONE, response=TextShown, summary="Write the draft of a text")
def write_article_text(request: Call, article_id: Id, language: str, given: TextWritten) -> HttpResponse:
    """409 `changed-meanwhile` when somebody wrote since."""
    text = writing.write(article_id, language, words=given.words(), edition=given.edition, actor=request.actor)
    return answer(text_of(text))


@router.put(f"{ONE}/review", response=TextShown, summary="Ask for a review of the draft")
def request_article_review(request: Call, article_id: Id, language: str, asked: ReviewAsked) -> HttpResponse:
    whom = asked.reviewer_id
    row = reviewing.request_review(article_id, language, edition=asked.edition, reviewer_id=whom, actor=request.actor)
    return answer(text_of(row))


@router.delete(f"{ONE}/review", response=TextShown, summary="Ask for no review any more")
def withdraw_article_review(request: Call, article_id: Id, language: str) -> HttpResponse:
    return answer(text_of(reviewing.withdraw_review(article_id, language, actor=request.actor)))


@router.put(f"{ONE}/approval", response=TextShown, summary="Approve a draft that somebody else wrote")
def approve_article(request: Call, article_id: Id, language: str, given: TextReviewed) -> HttpResponse:
    row = reviewing.approve(article_id, language, edition=given.edition, note=given.note, actor=request.actor)
    return answer(text_of(row))


@router.put(f"{ONE}/return", response=TextShown, summary="Give a draft back, with what is to be changed")
def return_article(request: Call, article_id: Id, language: str, given: TextReviewed) -> HttpResponse:
    row = reviewing.give_back(article_id, language, edition=given.edition, note=given.note, actor=request.actor)
    return answer(text_of(row))


@router.put(f"{ONE}/publication", response=TextShown, summary="Publish the draft")
def publish_article(request: Call, article_id: Id, language: str, given: Publication) -> HttpResponse:
    text = publishing.publish(article_id, language, edition=given.edition, minor=given.minor, actor=request.actor)
    return answer(text_of(text))


@router.delete(f"{ONE}/publication", response=TextShown, summary="Unpublish a text: nobody outside reads it")
def unpublish_article(request: Call, article_id: Id, language: str) -> HttpResponse:
    return answer(text_of(publishing.unpublish(article_id, language, actor=request.actor)))


@router.put(f"{ONE}/schedule", response=TextShown, summary="Publish the draft at a time")
def schedule_article(request: Call, article_id: Id, language: str, plan: PublicationPlan) -> HttpResponse:
    row = publishing.schedule(article_id, language, edition=plan.edition, at=plan.publish_at, actor=request.actor)
    return answer(text_of(row))


@router.delete(f"{ONE}/schedule", response=TextShown, summary="Keep the draft a draft after all")
def unschedule_article(request: Call, article_id: Id, language: str) -> HttpResponse:
    return answer(text_of(publishing.unschedule(article_id, language, actor=request.actor)))


@router.put(f"{ONE}/slug", response=TextShown, summary="Change the address of a text; the old one leads on to it")
def change_article_slug(request: Call, article_id: Id, language: str, given: TextAddress) -> HttpResponse:
    return answer(text_of(arranging.change_slug(article_id, language, slug=given.slug, actor=request.actor)))


@router.put(f"{ONE}/confirmation", response=TextShown, summary="Say that a translation is up to date")
def confirm_article_translation(request: Call, article_id: Id, language: str) -> HttpResponse:
    return answer(text_of(publishing.confirm_translation(article_id, language, actor=request.actor)))


@router.get(f"{ONE}/versions", response=TextVersionPage, summary="List what a text said before")
def list_article_versions(request: Call, article_id: Id, language: str, paging: Query[Paging]) -> HttpResponse:
    """The newest first; what each said is read one by one."""
    require(request.actor, "article.write")
    rows = versions_of(text_for(article_id, language, request.actor)).defer("body")
    return listed(request, page_of(rows, order=NEWEST, cursor=paging.cursor, limit=paging.limit), version_row_of)


@router.get(f"{ONE}/versions/{{int:number}}", response=TextVersionShown, summary="Read what a text said before")
def read_article_version(request: Call, article_id: Id, language: str, number: Id) -> HttpResponse:
    require(request.actor, "article.write")
    row = versions_of(text_for(article_id, language, request.actor)).filter(number=number).first()
    if row is None:
        raise not_found()
    return one(request, version_of(row))


@router.put(f"{ONE}/versions/{{int:number}}/restoration", response=TextShown, summary="Make it the draft again")
def restore_article_version(request: Call, article_id: Id, language: str, number: Id) -> HttpResponse:
    return answer(text_of(writing.restore_version(article_id, language, number=number, actor=request.actor)))
