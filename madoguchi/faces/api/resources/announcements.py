"""The board of announcements and hand-over notes, and who has read them."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Query, Router, UploadedFile
from pydantic import Field

from madoguchi.core.inboxes.steps import chunks_of
from madoguchi.core.people.policies import require
from madoguchi.faces.api.answers import Call, answer, done, download, listed, one, whole
from madoguchi.faces.api.fields import Given, Id, Name, Paging, Role, Time
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.shapes.announcements import (
    AnnouncementPage,
    AnnouncementShown,
    BeginningShown,
    FileShown,
    Kind,
    ReadShown,
    ReceiptPage,
    VersionPage,
    announcement_of,
    beginning_of,
    file_of,
    read_of,
    receipt_of,
    row_of,
    version_of,
)
from madoguchi.faces.api.uploads import Named, piece_of
from madoguchi.features.announcements import queries
from madoguchi.features.announcements.actions import files, publish, reading
from madoguchi.features.announcements.hand_over import beginning
from madoguchi.features.announcements.models import Announcement
from madoguchi.features.notifications.actions.read import read_subject

router = Router(tags=["announcements"])
ONE = "/announcements/{int:announcement_id}"
TOLD = ("announcement", "reminder")
Text = Annotated[str, Field(max_length=100_000, description="Markdown.")]


class BoardFilters(Paging):
    q: Annotated[str, Field(max_length=200, description="Words of the title or the text.")] = ""
    over: Annotated[bool, Field(description="Those whose time to be shown is over.")] = False


class NewAnnouncement(Given):
    """For everybody, or for those of some teams and roles."""

    title: Annotated[Name, Field(min_length=1)]
    text: Text = ""
    kind: Kind = "announcement"
    to_everybody: bool = True
    team_ids: Annotated[list[Id], Field(max_length=200)] = []
    roles: Annotated[list[Role], Field(max_length=10)] = []
    must_confirm: bool = False
    pinned: bool = False
    shown_until: Time | None = None


class AnnouncementChanges(Given):
    """The members to change; the others stay."""

    title: Annotated[Name, Field(min_length=1)] = "-"
    text: Text = ""
    to_everybody: bool = True
    team_ids: Annotated[list[Id], Field(max_length=200)] = []
    roles: Annotated[list[Role], Field(max_length=10)] = []
    must_confirm: bool = False
    pinned: bool = False
    shown_until: Time | None = None
    again: Annotated[bool, Field(description="Everybody is to read, and confirm, it once more.")] = False


@router.get("/announcements", response=AnnouncementPage, summary="List announcements and hand-over notes")
def list_announcements(request: Call, filters: Query[BoardFilters]) -> HttpResponse:
    """Pinned ones first, then the newest."""
    asked = {"cursor": filters.cursor, "limit": filters.limit}
    return listed(request, queries.board(request.actor, text=filters.q, over=filters.over, **asked), row_of)  # type: ignore[arg-type]


@router.post("/announcements", response={201: AnnouncementShown}, summary="Announce something, or hand over a shift")
def create_announcement(request: Call, new: NewAnnouncement) -> HttpResponse:
    given = new.model_dump()
    row = publish.publish(_words(given), to=_audience(given), kind=new.kind, actor=request.actor)
    return answer(_shown(request, row.id), 201, location=f"{request.path}/{row.id}")


@router.get("/hand-over-beginning", response=BeginningShown, summary="Read what a hand-over note begins with")
def read_hand_over_beginning(request: Call) -> HttpResponse:
    require(request.actor, "announcement.hand_over")
    return one(request, beginning_of(beginning(request.actor)))


@router.get(ONE, response=AnnouncementShown, summary="Read an announcement")
def read_announcement(request: Call, announcement_id: Id) -> HttpResponse:
    return one(request, _shown(request, announcement_id))


@router.patch(ONE, response=AnnouncementShown, summary="Change an announcement")
def change_announcement(request: Call, announcement_id: Id, changes: AnnouncementChanges) -> HttpResponse:
    given = changes.changes()
    again = bool(given.pop("again", False))
    after = _shown(request, announcement_id) | ({"team_ids": [], "roles": []} if given.get("to_everybody") else {})
    after |= given
    publish.change(announcement_id, words=_words(after), to=_audience(after), again=again, actor=request.actor)
    return answer(_shown(request, announcement_id))


@router.delete(ONE, response={204: None}, summary="Withdraw an announcement")
def withdraw_announcement(request: Call, announcement_id: Id) -> HttpResponse:
    publish.withdraw(announcement_id, actor=request.actor)
    return done()


@router.post(f"{ONE}/read", response=ReadShown, summary="Say that the token's person has read it")
def mark_announcement_read(request: Call, announcement_id: Id) -> HttpResponse:
    row = reading.read(announcement_id, actor=request.actor)
    read_subject(announcement_id, kinds=TOLD, actor=request.actor)
    return answer(read_of(row))


@router.post(f"{ONE}/confirm", response=ReadShown, summary="Confirm that the token's person has read it")
def confirm_announcement(request: Call, announcement_id: Id) -> HttpResponse:
    row = reading.confirm(announcement_id, actor=request.actor)
    read_subject(announcement_id, kinds=TOLD, actor=request.actor)
    return answer(read_of(row))


@router.get(f"{ONE}/receipts", response=ReceiptPage, summary="List who has read it, and who has not")
def list_receipts(request: Call, announcement_id: Id) -> HttpResponse:
    row = _found(request, announcement_id)
    if not queries.may_change(row, request.actor):
        require(request.actor, "announcement.publish")
    return whole(queries.receipts(row), receipt_of)


@router.get(f"{ONE}/versions", response=VersionPage, summary="List what it said before")
def list_versions(request: Call, announcement_id: Id) -> HttpResponse:
    return whole(_found(request, announcement_id).versions.order_by("-number"), version_of)


@router.post(f"{ONE}/files", response={201: FileShown}, summary="Put a file to it")
def upload_announcement_file(
    request: Call, announcement_id: Id, name: Query[Named], file: File[UploadedFile | None] = None
) -> HttpResponse:
    """As `multipart/form-data` with one part `file`, or as the bare body with `?name=`."""
    _found(request, announcement_id)
    made = files.attach(announcement_id, piece=piece_of(request, name.name, file), actor=request.actor)
    return answer(file_of(made), 201, location=f"{request.path}/{made.id}")


@router.get(f"{ONE}/files/{{int:file_id}}", summary="Download a file of it")
def download_announcement_file(request: Call, announcement_id: Id, file_id: Id) -> HttpResponseBase:
    mine = queries.files_visible_to(request.actor).select_related("blob")
    file = mine.filter(announcement_id=announcement_id, id=file_id).first()
    if file is None:
        raise not_found()
    return download(chunks_of(file.blob), name=file.name, content_type="application/octet-stream", size=file.size)


@router.delete(f"{ONE}/files/{{int:file_id}}", response={204: None}, summary="Take a file off it")
def delete_announcement_file(request: Call, announcement_id: Id, file_id: Id) -> HttpResponse:
    files.detach(announcement_id, file_id=file_id, actor=request.actor)
    return done()


def _found(request: Call, announcement_id: int) -> Announcement:
    row = queries.one_visible(announcement_id, request.actor)
    if row is None:
        raise not_found()
    return row


def _shown(request: Call, announcement_id: int) -> dict[str, Any]:
    return announcement_of(_found(request, announcement_id))


def _words(given: dict[str, Any]) -> publish.Words:
    return publish.Words(**{name: given[name] for name in publish.FIELDS})


def _audience(given: dict[str, Any]) -> publish.Audience:
    everybody = given["to_everybody"] and not (given["team_ids"] or given["roles"])
    return publish.Audience(everybody, frozenset(given["team_ids"]), frozenset(given["roles"]))
