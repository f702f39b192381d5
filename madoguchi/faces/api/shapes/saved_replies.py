"""Saved replies, as the API shows them."""

from typing import Any

from madoguchi.faces.api.fields import Language, Shown, Time
from madoguchi.features.replies.filling import Filled
from madoguchi.features.replies.models import SavedReply


class SavedReplyShown(Shown):
    """A text in Markdown with variables. `teams` and `inboxes`: those that a shared one is for; both empty: for the
    whole workspace."""

    id: int
    name: str
    shortcut: str
    folder: str
    language: Language
    text: str
    shared: bool
    teams: list[int]
    inboxes: list[int]
    person_id: int
    used: int
    last_used_at: Time | None
    created_at: Time
    changed_at: Time
    archived_at: Time | None


class SavedReplyPage(Shown):
    data: list[SavedReplyShown]
    next: str | None


class FilledShown(Shown):
    """The text for one conversation, in Markdown; `missing` are the variables without a value, which still stand in
    it."""

    text: str
    missing: list[str]


def saved_reply_of(row: SavedReply) -> dict[str, Any]:
    places = row.places.all()
    return {
        "id": row.id,
        "name": row.name,
        "shortcut": row.shortcut,
        "folder": row.folder,
        "language": row.language,
        "text": row.text,
        "shared": row.is_shared,
        "teams": [place.team_id for place in places if place.team_id],
        "inboxes": [place.inbox_id for place in places if place.inbox_id],
        "person_id": row.person_id,
        "used": row.used,
        "last_used_at": row.last_used_at,
        "created_at": row.created_at,
        "changed_at": row.changed_at,
        "archived_at": row.archived_at,
    }


def filled_of(filled: Filled) -> dict[str, Any]:
    return {"text": filled.text, "missing": list(filled.missing)}
