"""Announcements and hand-over notes, as the API shows them."""

from typing import Any, Literal

from madoguchi.faces.api.fields import NamedRef, Role, Shown, Time
from madoguchi.features.announcements.hand_over import Beginning
from madoguchi.features.announcements.models import (
    Announcement,
    AnnouncementFile,
    AnnouncementRead,
    AnnouncementVersion,
)
from madoguchi.features.announcements.queries import Receipt

Kind = Literal["announcement", "hand_over"]


class FileShown(Shown):
    id: int
    name: str
    content_type: str
    size: int


class AnnouncementShown(Shown):
    """`text` is Markdown. Who has read a version from `read_from` on has read it."""

    id: int
    kind: Kind
    title: str
    text: str
    author: NamedRef
    to_everybody: bool
    team_ids: list[int]
    roles: list[Role]
    must_confirm: bool
    pinned: bool
    shown_until: Time | None
    version: int
    read_from: int
    published_at: Time
    changed_at: Time | None
    files: list[FileShown]


class AnnouncementRow(Shown):
    """One of a list, and how far the token's person has come with it."""

    id: int
    kind: Kind
    title: str
    author: NamedRef
    must_confirm: bool
    pinned: bool
    shown_until: Time | None
    version: int
    published_at: Time
    for_me: bool
    read: bool
    confirmed: bool


class AnnouncementPage(Shown):
    data: list[AnnouncementRow]
    next: str | None


class ReceiptShown(Shown):
    """Whether and when a person has read and confirmed it, as far as that counts for its present version."""

    person_id: int
    name: str
    read_at: Time | None
    confirmed_at: Time | None


class ReceiptPage(Shown):
    data: list[ReceiptShown]
    next: None


class VersionShown(Shown):
    """What it said before."""

    number: int
    title: str
    text: str
    written_by_id: int
    at: Time


class VersionPage(Shown):
    data: list[VersionShown]
    next: None


class ReadShown(Shown):
    """What the token's person has read and confirmed."""

    version: int
    read_at: Time
    confirmed_version: int | None
    confirmed_at: Time | None


class BeginningShown(Shown):
    """What a hand-over note begins with: the person's open conversations under the headings of the template."""

    title: str
    text: str


def row_of(row: Announcement) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "author": {"id": row.author_id, "name": row.author.name},
        "must_confirm": row.must_confirm,
        "pinned": row.pinned,
        "shown_until": row.shown_until,
        "version": row.version,
        "published_at": row.published_at,
        "for_me": row.is_for_me,  # type: ignore[attr-defined]  # queries.board() says it, and the next two
        "read": row.is_read,  # type: ignore[attr-defined]
        "confirmed": row.is_confirmed,  # type: ignore[attr-defined]
    }


def announcement_of(row: Announcement) -> dict[str, Any]:
    """With its author at hand; two queries."""
    named = list(row.audiences.all())
    return {
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "text": row.text,
        "author": {"id": row.author_id, "name": row.author.name},
        "to_everybody": row.to_everybody,
        "team_ids": sorted(one.team_id for one in named if one.team_id),
        "roles": sorted(one.role for one in named if one.role),
        "must_confirm": row.must_confirm,
        "pinned": row.pinned,
        "shown_until": row.shown_until,
        "version": row.version,
        "read_from": row.read_from,
        "published_at": row.published_at,
        "changed_at": row.changed_at,
        "files": [file_of(one) for one in row.files.order_by("id")],
    }


def file_of(row: AnnouncementFile) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "content_type": row.content_type, "size": row.size}


def receipt_of(row: Receipt) -> dict[str, Any]:
    return {
        "person_id": row.person_id,
        "name": row.name,
        "read_at": row.read_at,
        "confirmed_at": row.confirmed_at,
    }


def version_of(row: AnnouncementVersion) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "text": row.text,
        "written_by_id": row.written_by_id,
        "at": row.at,
    }


def read_of(row: AnnouncementRead) -> dict[str, Any]:
    return {
        "version": row.version,
        "read_at": row.read_at,
        "confirmed_version": row.confirmed_version,
        "confirmed_at": row.confirmed_at,
    }


def beginning_of(begun: Beginning) -> dict[str, Any]:
    return {"title": begun.title, "text": begun.text}
