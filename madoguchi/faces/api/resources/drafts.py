"""Drafts of the token's person, and files sent ahead of a message."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Query, Router, UploadedFile
from pydantic import Field

from madoguchi.base.paging import page_of
from madoguchi.core.conversations.actions.draft import detach_file, discard_draft, save_draft
from madoguchi.core.conversations.actions.hold import hold_file
from madoguchi.core.conversations.models import Attachment, Draft
from madoguchi.core.conversations.queries.visible import attachments_visible_to
from madoguchi.core.inboxes.steps import chunks_of
from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.answers import Call, answer, done, download, listed, one
from madoguchi.faces.api.fields import Address, Given, Id, OneLine, Paging, Words
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.resources.conversations import bare
from madoguchi.faces.api.shapes.messages import AttachmentShown, DraftPage, DraftShown, attachment_of, draft_of
from madoguchi.faces.api.uploads import Named, piece_of

router = Router(tags=["drafts and files"])
Kind = Literal["reply", "note"]
AnyKind = Literal["reply", "note", "forward"]  # a forward is begun at the desk, or sent at once
Addresses = Annotated[list[Address], Field(max_length=50)]


class DraftGiven(Given):
    """An empty draft without files is thrown away."""

    text: Words = ""
    to: Addresses = []
    cc: Addresses = []
    bcc: Addresses = []
    subject: OneLine = ""


class NewDraft(DraftGiven):
    inbox: Id | None = None


@router.get("/drafts", response=DraftPage, summary="List one's drafts")
def list_drafts(request: Call, filters: Query[Paging]) -> HttpResponse:
    return listed(
        request,
        page_of(_mine(request.actor), order=("-id",), cursor=filters.cursor, limit=filters.limit),
        draft_of,
    )


@router.get("/drafts/new", response=DraftShown, summary="Read the draft of a new conversation")
def read_new_draft(request: Call) -> HttpResponse:
    return one(request, draft_of(_found(request.actor, None, "new")))


@router.put("/drafts/new", response={200: DraftShown, 204: None}, summary="Write the draft of a new conversation")
def save_new_draft(request: Call, draft: NewDraft) -> HttpResponse:
    return _saved(request.actor, None, "new", draft)


@router.delete("/drafts/new", response={204: None}, summary="Throw away the draft of a new conversation")
def discard_new_draft(request: Call) -> HttpResponse:
    discard_draft(None, kind="new", actor=request.actor)
    return done()


@router.get("/conversations/{int:conversation_id}/drafts/{kind}", response=DraftShown, summary="Read one's draft")
def read_draft(request: Call, conversation_id: Id, kind: AnyKind) -> HttpResponse:
    return one(request, draft_of(_found(request.actor, conversation_id, kind)))


@router.put(
    "/conversations/{int:conversation_id}/drafts/{kind}",
    response={200: DraftShown, 204: None},
    summary="Write one's draft",
)
def save_reply_draft(request: Call, conversation_id: Id, kind: Kind, draft: DraftGiven) -> HttpResponse:
    return _saved(request.actor, conversation_id, kind, draft)


@router.delete(
    "/conversations/{int:conversation_id}/drafts/{kind}", response={204: None}, summary="Throw one's draft away"
)
def discard_reply_draft(request: Call, conversation_id: Id, kind: AnyKind) -> HttpResponse:
    bare(conversation_id, request.actor)
    discard_draft(conversation_id, kind=kind, actor=request.actor)
    return done()


@router.post("/attachments", response={201: AttachmentShown}, summary="Send a file ahead of its message")
def upload_attachment(request: Call, name: Query[Named], file: File[UploadedFile | None] = None) -> HttpResponse:
    """As `multipart/form-data` with one part `file`, or as the bare body with `?name=`. It is kept for a day."""
    held = hold_file(piece_of(request, name.name, file), actor=request.actor)
    return answer(attachment_of(held), 201, location=f"{request.path}/{held.id}")


@router.get("/attachments/{int:attachment_id}", response=AttachmentShown, summary="Read what a file is")
def read_attachment(request: Call, attachment_id: Id) -> HttpResponse:
    return one(request, attachment_of(_file(attachment_id, request.actor)))


@router.get("/attachments/{int:attachment_id}/content", summary="Download a file")
def download_attachment(request: Call, attachment_id: Id) -> HttpResponseBase:
    file = _file(attachment_id, request.actor)
    return download(chunks_of(file.blob), name=file.name, content_type="application/octet-stream", size=file.size)


@router.delete("/attachments/{int:attachment_id}", response={204: None}, summary="Throw a held file away")
def discard_attachment(request: Call, attachment_id: Id) -> HttpResponse:
    detach_file(attachment_id, actor=request.actor)
    return done()


def _mine(actor: Actor) -> Any:
    mine = Draft.objects.filter(workspace_id=actor.workspace_id, person_id=actor.own_id)
    return mine.exclude(kind=Draft.Kind.HELD).prefetch_related("attachments")


def _found(actor: Actor, conversation_id: int | None, kind: str) -> Draft:
    if conversation_id is not None:
        bare(conversation_id, actor)
    draft: Draft | None = _mine(actor).filter(conversation_id=conversation_id, kind=kind).first()
    if draft is None:
        raise not_found()
    return draft


def _saved(actor: Actor, conversation_id: int | None, kind: str, draft: DraftGiven) -> HttpResponse:
    fields = draft.model_dump(exclude={"text"}, exclude_unset=True)
    saved = save_draft(conversation_id, kind=kind, text=draft.text, fields=fields, actor=actor)
    return answer(draft_of(saved)) if saved else done()


def _file(attachment_id: int, actor: Actor) -> Attachment:
    file = attachments_visible_to(actor).select_related("blob").filter(id=attachment_id).first()
    if file is None:
        raise not_found()
    return file
