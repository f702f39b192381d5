"""Bringing articles in from elsewhere: beginning, following and stopping it."""

from typing import Annotated

from django.http import HttpResponse
from ninja import File, Query, Router, UploadedFile
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.faces.api.answers import Call, answer, listed, one
from madoguchi.faces.api.fields import Id, Name, Paging
from madoguchi.faces.api.shapes.article_lists import (
    ImportItemPage,
    ImportOutcome,
    ImportPage,
    ImportShown,
    import_item_of,
    import_of,
)
from madoguchi.faces.api.shapes.articles import HelpLanguage
from madoguchi.faces.api.uploads import Named, piece_of
from madoguchi.features.articles.actions import imports
from madoguchi.features.articles.importing.pages import Wishes
from madoguchi.features.articles.queries.centre import centre_of
from madoguchi.features.articles.queries.imports import IN_ORDER, NEWEST, import_for, imports_visible_to, items_of

router = Router(tags=["articles"])
ONE = "/article-imports/{int:import_id}"


class ImportWishes(Named):
    """What pages do not say themselves."""

    language: Annotated[HelpLanguage | None, Field(description="null: the default one of the help centre.")] = None
    publish: bool = False
    collection: Annotated[Name, Field(max_length=120)] = ""


class ItemFilters(Paging):
    outcome: ImportOutcome | None = None


@router.get("/article-imports", response=ImportPage, summary="List imports of articles, the newest first")
def list_article_imports(request: Call, paging: Query[Paging]) -> HttpResponse:
    rows = imports_visible_to(request.actor)
    return listed(request, page_of(rows, order=NEWEST, cursor=paging.cursor, limit=paging.limit), import_of)


@router.post(
    "/article-imports", response={201: ImportShown}, summary="Bring in articles from Markdown, CSV or HTML by and by"
)
def create_article_import(
    request: Call, wishes: Query[ImportWishes], file: File[UploadedFile | None] = None
) -> HttpResponse:
    """One file, or a zip of many, as `multipart/form-data` with one part `file`, or as the bare body with `?name=`.
    What was brought in before and says the same is left as it is."""
    piece = piece_of(request, wishes.name, file)
    language = wishes.language or centre_of(request.actor.workspace_id).language
    how = Wishes(language, wishes.publish, wishes.collection)
    made = imports.begin_import(piece.name, piece.content, wishes=how, actor=request.actor)
    made.refresh_from_db()
    return answer(import_of(made), 201, location=f"{request.path}/{made.id}")


@router.get(ONE, response=ImportShown, summary="Read how far an import is")
def read_article_import(request: Call, import_id: Id) -> HttpResponse:
    return one(request, import_of(import_for(import_id, request.actor)))


@router.get(f"{ONE}/items", response=ImportItemPage, summary="List what became of each page and file")
def list_article_import_items(request: Call, import_id: Id, filters: Query[ItemFilters]) -> HttpResponse:
    items = items_of(import_for(import_id, request.actor), filters.outcome or "")
    page = page_of(items, order=IN_ORDER, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, import_item_of)


@router.post(f"{ONE}/stop", response=ImportShown, summary="Bring in no more; what came in stays")
def stop_article_import(request: Call, import_id: Id) -> HttpResponse:
    return answer(import_of(imports.stop_import(import_id, actor=request.actor)))
