"""The help centre, its collections and its reusable parts."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, done, listed, one
from madoguchi.faces.api.fields import Given, Id, Name, OneLine, Paging
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.shapes.articles import (
    CollectionPage,
    CollectionShown,
    HelpCentreShown,
    HelpLanguage,
    SnippetPage,
    SnippetShown,
    centre_of,
    collection_of,
    snippet_of,
)
from madoguchi.features.articles.actions import collections, snippets
from madoguchi.features.articles.actions.centre import change_centre
from madoguchi.features.articles.queries import centre
from madoguchi.features.articles.queries.collections import IN_ORDER, collections_visible_to
from madoguchi.features.articles.queries.snippets import BY_KEY, snippets_visible_to

router = Router(tags=["help centre"])
ONE = "/collections/{int:collection_id}"
PART = "/snippets/{str:key}/{str:language}"


class CentreTextGiven(Given):
    name: Annotated[Name, Field(max_length=80)] = ""
    welcome: Annotated[Name, Field(max_length=200)] = ""


class HelpCentreChanges(Given):
    """The members to change; the others stay."""

    slug: Annotated[Name, Field(max_length=60)] = "-"
    host: Annotated[Name, Field(description="A host of its own, such as help.example.com.")] = ""
    texts: Annotated[dict[HelpLanguage, CentreTextGiven], Field(max_length=12)] = {}
    languages: Annotated[list[HelpLanguage], Field(min_length=1, max_length=12)] = ["ja"]
    colour: Annotated[Name, Field(max_length=7)] = ""
    logo: Annotated[Name, Field(max_length=40, description="The name of a picture.")] = ""
    is_public: bool = False
    needs_review: Annotated[bool, Field(description="A second person approves each text first.")] = False
    held_out_percent: Annotated[int, Field(ge=0, le=50)] = 5
    contact_inbox_id: Id | None = None


class CollectionTextGiven(Given):
    title: Annotated[Name, Field(max_length=120)]
    description: Annotated[OneLine, Field(max_length=300)] = ""
    slug: Annotated[Name, Field(max_length=80)] = ""


class NewCollection(Given):
    texts: Annotated[dict[HelpLanguage, CollectionTextGiven], Field(min_length=1, max_length=12)]
    parent_id: Id | None = None
    icon: Annotated[Name, Field(max_length=20)] = ""
    is_manual: bool = False


class CollectionChanges(Given):
    """The members to change; the others stay. A title "" takes a language away."""

    texts: Annotated[dict[HelpLanguage, CollectionTextGiven], Field(max_length=12)] = {}
    parent_id: Id | None = None
    icon: Annotated[Name, Field(max_length=20)] = ""
    is_manual: bool = False


class PlaceInRow(Given):
    """Before which other one of its row it stands; null: last."""

    before: Id | None = None


class SnippetGiven(Given):
    body: Annotated[str, Field(min_length=1, max_length=20_000, description="Markdown.")]


@router.get("/help-centre", response=HelpCentreShown, summary="Read the settings of the help centre")
def read_help_centre(request: Call) -> HttpResponse:
    require(request.actor, "article.read")
    return one(request, centre_of(centre.centre_of(request.actor.workspace_id)))


@router.patch("/help-centre", response=HelpCentreShown, summary="Set up or change the help centre")
def change_help_centre(request: Call, changes: HelpCentreChanges) -> HttpResponse:
    return answer(centre_of(change_centre(changes.changes(), actor=request.actor)))


@router.get("/collections", response=CollectionPage, summary="List the collections of articles")
def list_collections(request: Call, paging: Query[Paging]) -> HttpResponse:
    rows = collections_visible_to(request.actor)
    return listed(request, page_of(rows, order=IN_ORDER, cursor=paging.cursor, limit=paging.limit), collection_of)


@router.post("/collections", response={201: CollectionShown}, summary="Make a collection")
def create_collection(request: Call, new: NewCollection) -> HttpResponse:
    given = new.model_dump(exclude_unset=True)
    row = collections.make_collection(given.pop("texts"), fields=given, actor=request.actor)
    return answer(_shown(request, row.id), 201, location=f"{request.path}/{row.id}")


@router.get(ONE, response=CollectionShown, summary="Read a collection")
def read_collection(request: Call, collection_id: Id) -> HttpResponse:
    return one(request, _shown(request, collection_id))


@router.patch(ONE, response=CollectionShown, summary="Change a collection")
def change_collection(request: Call, collection_id: Id, changes: CollectionChanges) -> HttpResponse:
    given = changes.model_dump(exclude_unset=True)
    texts = given.pop("texts", {})
    collections.change_collection(collection_id, texts=texts, fields=given, actor=request.actor)
    return answer(_shown(request, collection_id))


@router.put(f"{ONE}/position", response=CollectionShown, summary="Move a collection within its row")
def move_collection(request: Call, collection_id: Id, place: PlaceInRow) -> HttpResponse:
    collections.move_collection(collection_id, before=place.before, actor=request.actor)
    return answer(_shown(request, collection_id))


@router.delete(ONE, response={204: None}, summary="Delete a collection in which nothing stands")
def delete_collection(request: Call, collection_id: Id) -> HttpResponse:
    collections.delete_collection(collection_id, actor=request.actor)
    return done()


@router.get("/snippets", response=SnippetPage, summary="List the reusable parts of articles")
def list_snippets(request: Call, paging: Query[Paging]) -> HttpResponse:
    rows = snippets_visible_to(request.actor)
    return listed(request, page_of(rows, order=BY_KEY, cursor=paging.cursor, limit=paging.limit), snippet_of)


@router.put(PART, response=SnippetShown, summary="Write a reusable part")
def write_snippet(request: Call, key: str, language: str, given: SnippetGiven) -> HttpResponse:
    return answer(snippet_of(snippets.keep_snippet(key, language, body=given.body, actor=request.actor)))


@router.delete(PART, response={204: None}, summary="Delete a reusable part that no article names")
def delete_snippet(request: Call, key: str, language: str) -> HttpResponse:
    snippets.delete_snippet(key, language, actor=request.actor)
    return done()


def _shown(request: Call, collection_id: int) -> dict[str, Any]:
    row = collections_visible_to(request.actor).filter(id=collection_id).first()
    if row is None:
        raise not_found()
    return collection_of(row)
