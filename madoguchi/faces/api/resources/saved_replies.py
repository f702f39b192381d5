"""Answers that are given again and again."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.faces.api.answers import Call, answer, done, listed, one
from madoguchi.faces.api.fields import Given, Id, Language, Name, OneLine, Paging
from madoguchi.faces.api.resources.conversations import bare
from madoguchi.faces.api.shapes.saved_replies import (
    FilledShown,
    SavedReplyPage,
    SavedReplyShown,
    filled_of,
    saved_reply_of,
)
from madoguchi.features.replies.actions import saved
from madoguchi.features.replies.actions.using import use_reply
from madoguchi.features.replies.filling import fill, values_for
from madoguchi.features.replies.finding import found
from madoguchi.features.replies.models import SavedReply
from madoguchi.features.replies.queries import ORDERS, replies_visible_to, reply_for, unused

router = Router(tags=["saved replies"])
ONE = "/saved-replies/{int:saved_reply_id}"
HERE = "/conversations/{int:conversation_id}/saved-replies/{int:saved_reply_id}"
ReplyName = Annotated[Name, Field(min_length=1, max_length=80)]
Shortcut = Annotated[Name, Field(max_length=31, description="One word; what is typed behind the /.")]
Folder = Annotated[Name, Field(max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=20_000, description="Markdown with {{variables}}.")]
Ids = Annotated[list[Id], Field(max_length=200)]


class SavedReplies(Paging):
    """Which ones, and in which order."""

    q: OneLine = ""
    folder: Folder = ""
    language: Language | None = None
    archived: bool = False
    unused: Annotated[bool, Field(description="Those that nobody has used for 90 days.")] = False
    order: Literal["name", "used"] = "name"


class NewSavedReply(Given):
    name: ReplyName
    text: Text
    language: Language
    shortcut: Shortcut = ""
    folder: Folder = ""
    shared: bool = False
    teams: Ids = []
    inboxes: Ids = []


class SavedReplyChanges(Given):
    name: ReplyName = "-"
    text: Text = "-"
    language: Language = "ja"
    shortcut: Shortcut = ""
    folder: Folder = ""
    shared: bool = False
    teams: Ids = []
    inboxes: Ids = []


@router.get("/saved-replies", response=SavedReplyPage, summary="List saved replies: one's own and the shared ones")
def list_saved_replies(request: Call, asked: Query[SavedReplies]) -> HttpResponse:
    """`q` looks through name, shortcut, folder and text, whatever their width, case and kana."""
    rows = found(replies_visible_to(request.actor).filter(archived_at__isnull=not asked.archived), asked.q)
    given = {"folder": asked.folder, "language": asked.language}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    rows = (unused(rows) if asked.unused else rows).prefetch_related("places")
    page = page_of(rows, order=ORDERS[asked.order], cursor=asked.cursor, limit=asked.limit)
    return listed(request, page, saved_reply_of)


@router.post("/saved-replies", response={201: SavedReplyShown}, summary="Keep a saved reply")
def create_saved_reply(request: Call, new: NewSavedReply) -> HttpResponse:
    made = saved.save_reply(new.model_dump(), actor=request.actor)
    return answer(_shown(made, request), 201, location=f"{request.path}/{made.id}")


@router.get(ONE, response=SavedReplyShown, summary="Read a saved reply")
def read_saved_reply(request: Call, saved_reply_id: Id) -> HttpResponse:
    return one(request, saved_reply_of(reply_for(saved_reply_id, request.actor)))


@router.patch(ONE, response=SavedReplyShown, summary="Change a saved reply")
def change_saved_reply(request: Call, saved_reply_id: Id, changes: SavedReplyChanges) -> HttpResponse:
    return answer(_shown(saved.change_reply(saved_reply_id, changes.changes(), actor=request.actor), request))


@router.put(f"{ONE}/archival", response=SavedReplyShown, summary="Archive a saved reply: it is offered to nobody")
def archive_saved_reply(request: Call, saved_reply_id: Id) -> HttpResponse:
    return answer(_shown(saved.archive_reply(saved_reply_id, actor=request.actor), request))


@router.delete(f"{ONE}/archival", response=SavedReplyShown, summary="Offer an archived saved reply again")
def restore_saved_reply(request: Call, saved_reply_id: Id) -> HttpResponse:
    return answer(_shown(saved.restore_reply(saved_reply_id, actor=request.actor), request))


@router.delete(ONE, response={204: None}, summary="Delete a saved reply; what was written with it stays")
def delete_saved_reply(request: Call, saved_reply_id: Id) -> HttpResponse:
    saved.delete_reply(saved_reply_id, actor=request.actor)
    return done()


@router.get(HERE, response=FilledShown, summary="Read a saved reply as it stands in a conversation")
def read_saved_reply_here(request: Call, conversation_id: Id, saved_reply_id: Id) -> HttpResponse:
    conversation = bare(conversation_id, request.actor)
    reply = reply_for(saved_reply_id, request.actor)
    return one(request, filled_of(fill(reply, values_for(reply, conversation, request.actor))))


@router.post(f"{HERE}/uses", response=FilledShown, summary="Use a saved reply in a conversation: the same, and counted")
def use_saved_reply(request: Call, conversation_id: Id, saved_reply_id: Id) -> HttpResponse:
    filled = use_reply(saved_reply_id, conversation_id=conversation_id, actor=request.actor)
    return answer(filled_of(filled))


def _shown(row: SavedReply, request: Call) -> dict[str, Any]:
    return saved_reply_of(reply_for(row.id, request.actor))
