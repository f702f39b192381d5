"""Lists of the help centre to work from, articles out of conversations, pictures, export."""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Annotated

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Query, Router, UploadedFile
from pydantic import Field

from madoguchi.base.clock import now
from madoguchi.base.paging import page_of
from madoguchi.core.inboxes.steps import chunks_of
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, done, download, listed, one, whole
from madoguchi.faces.api.fields import Given, Id, Paging, Time
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.resources.articles import TextGiven, shown
from madoguchi.faces.api.resources.conversations import bare
from madoguchi.faces.api.shapes.article_lists import (
    ArticleBeginningShown,
    ArticleReadPage,
    ReadBeforePage,
    SparedShown,
    UnansweredPage,
    beginning_of,
    read_before_of,
    read_of,
    spared_of,
    unanswered_of,
)
from madoguchi.faces.api.shapes.articles import ArticleShown, HelpLanguage, PicturePage, PictureShown, picture_of
from madoguchi.faces.api.uploads import Named, piece_of
from madoguchi.features.articles.actions import drafting
from madoguchi.features.articles.actions.pictures import keep_picture
from madoguchi.features.articles.exporting import write_zip
from madoguchi.features.articles.queries import figures, pictures
from madoguchi.features.articles.queries.beginnings import beginning_of as begun
from madoguchi.features.deflection.queries import deflection

router = Router(tags=["articles"])
HERE = "/conversations/{int:conversation_id}"
USUAL = timedelta(days=30)


class ReadingPeriod(Given):
    """Without `since` the last 30 days."""

    since: Time | None = None
    until: Time | None = None
    hours: Annotated[int, Field(ge=1, le=168, description="How long after reading writing to us counts.")] = 24

    def span(self) -> dict[str, datetime]:
        until = self.until or now()
        return {"since": self.since or until - USUAL, "until": until}


class ArticleDraftGiven(TextGiven):
    collection_id: Id
    language: HelpLanguage


class ArticleUse(Given):
    article_id: Id


@router.get("/help-searches/unanswered", response=UnansweredPage, summary="List searches that found nothing")
def list_unanswered_searches(request: Call, period: Query[ReadingPeriod]) -> HttpResponse:
    """Those that most visitors made first, 200 at most."""
    span = period.span()
    found = figures.zero_results(request.actor, since=span["since"], until=span["until"])
    return whole(found, unanswered_of)


@router.get("/articles-read/before-contact", response=ReadBeforePage, summary="List articles read before writing to us")
def list_articles_read_before_contact(request: Call, period: Query[ReadingPeriod]) -> HttpResponse:
    """Those after which most visitors wrote first, 200 at most."""
    found = figures.read_before_contact(request.actor, **period.span(), hours=period.hours)
    return whole(found, read_before_of)


@router.get("/articles-read/spared", response=SparedShown, summary="Read what articles spare, against the hold-out")
def read_what_articles_spare(request: Call, period: Query[ReadingPeriod]) -> HttpResponse:
    return one(request, spared_of(deflection(**period.span(), actor=request.actor)))


@router.get(f"{HERE}/articles-read", response=ArticleReadPage, summary="List what its customer had read before")
def list_articles_read(request: Call, conversation_id: Id) -> HttpResponse:
    return whole(figures.read_by_writer_of(bare(conversation_id, request.actor).id), read_of)


@router.get(f"{HERE}/article", response=ArticleBeginningShown, summary="Read what an article from it would begin with")
def read_article_beginning(request: Call, conversation_id: Id) -> HttpResponse:
    require(request.actor, "article.write")
    return one(request, beginning_of(begun(bare(conversation_id, request.actor), request.actor)))


@router.post(f"{HERE}/articles", response={201: ArticleShown}, summary="Begin an article from a conversation")
def create_article_from_conversation(request: Call, conversation_id: Id, new: ArticleDraftGiven) -> HttpResponse:
    row = drafting.draft_from(
        conversation_id,
        collection_id=new.collection_id,
        language=new.language,
        words=new.words(),
        actor=request.actor,
    )
    return answer(shown(request, row.id), 201)


@router.post(f"{HERE}/article-uses", response={204: None}, summary="Say that it was answered with an article")
def use_article(request: Call, conversation_id: Id, use: ArticleUse) -> HttpResponse:
    drafting.use_article(use.article_id, conversation_id=conversation_id, actor=request.actor)
    return done()


@router.get("/article-pictures", response=PicturePage, summary="List the pictures of articles")
def list_article_pictures(request: Call, paging: Query[Paging]) -> HttpResponse:
    rows = pictures.pictures_visible_to(request.actor)
    return listed(request, page_of(rows, order=pictures.NEWEST, cursor=paging.cursor, limit=paging.limit), picture_of)


@router.post("/article-pictures", response={201: PictureShown}, summary="Keep a picture for articles")
def upload_article_picture(request: Call, name: Query[Named], file: File[UploadedFile | None] = None) -> HttpResponse:
    """As `multipart/form-data` with one part `file`, or as the bare body with `?name=`."""
    piece = piece_of(request, name.name, file)
    row = keep_picture(piece.name, piece.content, actor=request.actor)
    return answer(picture_of(row), 201, location=f"{request.path}/{row.name}")


@router.get("/article-pictures/{str:picture}", summary="Download a picture")
def download_article_picture(request: Call, picture: str) -> HttpResponseBase:
    require(request.actor, "article.read")
    row = pictures.picture_named(request.actor.workspace_id, picture)
    if row is None:
        raise not_found()
    return download(chunks_of(row.blob), name=row.file_name, content_type=row.content_type, size=row.size)


@router.get("/article-exports/markdown", summary="Download all articles as a zip of Markdown")
def download_article_export(request: Call) -> HttpResponseBase:
    packed = tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115  # closed when it has been read
    write_zip(packed, actor=request.actor)
    size = packed.tell()
    packed.seek(0)
    return download(_pieces(packed), name="articles.zip", content_type="application/zip", size=size)


def _pieces(packed: IO[bytes]) -> Iterator[bytes]:
    with packed:
        while piece := packed.read(64 * 1024):
            yield piece
