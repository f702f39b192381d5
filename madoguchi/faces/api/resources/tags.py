"""The workspace's tags."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from madoguchi.core.conversations.actions import tags
from madoguchi.core.conversations.models import Tag
from madoguchi.core.conversations.queries.words import tags_visible_to
from madoguchi.faces.api.answers import Call, answer, done, one, whole
from madoguchi.faces.api.fields import Given, Id, Name
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.shapes.settings import TagPage, TagShown, tag_of

router = Router(tags=["tags"])
ONE = "/tags/{int:tag_id}"
COLOURS = "indigo, bamboo, kerria, vermilion or ink; any other is kept, and shown as none."
Colour = Annotated[Name, Field(max_length=20, description=COLOURS)]


class TagGiven(Given):
    name: Annotated[Name, Field(min_length=1, max_length=60)]
    colour: Colour = ""


class TagChanges(Given):
    name: Annotated[Name, Field(min_length=1, max_length=60)] = "-"
    colour: Colour = ""


@router.get("/tags", response=TagPage, summary="List tags")
def list_tags(request: Call) -> HttpResponse:
    return whole(tags_visible_to(request.actor), tag_of)


@router.post("/tags", response={201: TagShown}, summary="Make a tag")
def create_tag(request: Call, new: TagGiven) -> HttpResponse:
    made = tags.create_tag(new.name, colour=new.colour, actor=request.actor)
    return answer(tag_of(made), 201, location=f"{request.path}/{made.id}")


@router.get(ONE, response=TagShown, summary="Read a tag")
def read_tag(request: Call, tag_id: Id) -> HttpResponse:
    return one(request, tag_of(_found(request, tag_id)))


@router.patch(ONE, response=TagShown, summary="Change a tag, on every conversation at once")
def change_tag(request: Call, tag_id: Id, changes: TagChanges) -> HttpResponse:
    before = _found(request, tag_id)
    after: dict[str, Any] = {"name": before.name, "colour": before.colour} | changes.changes()
    return answer(tag_of(tags.change_tag(tag_id, actor=request.actor, **after)))


@router.delete(ONE, response={204: None}, summary="Delete a tag, from every conversation")
def delete_tag(request: Call, tag_id: Id) -> HttpResponse:
    tags.delete_tag(tag_id, actor=request.actor)
    return done()


def _found(request: Call, tag_id: int) -> Tag:
    tag = tags_visible_to(request.actor).filter(id=tag_id).first()
    if tag is None:
        raise not_found()
    return tag
