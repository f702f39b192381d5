"""What colleagues write down about contacts, links out, and conversations summed up, as the API shows them."""

from typing import Any

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.summary import Summary, Word
from madoguchi.faces.api.fields import NamedRef, Shown, Time, WaitingOn
from madoguchi.features.profiles.models import ContactLink, ContactNote


class ContactNoteShown(Shown):
    """A note about a contact, in Markdown. No customer ever sees it."""

    id: int
    contact_id: int
    person_id: int | None
    text: str
    pinned: bool
    created_at: Time
    edited_at: Time | None


class ContactNotePage(Shown):
    data: list[ContactNoteShown]
    next: str | None


class ContactLinkShown(Shown):
    """A link to another system; `url` has places in braces, as `{external_id}`."""

    id: int
    name: str
    url: str
    created_at: Time


class ContactLinkPage(Shown):
    data: list[ContactLinkShown]
    next: None


class LinkOut(Shown):
    """A link made for one contact."""

    name: str
    url: str


class LinkOutPage(Shown):
    data: list[LinkOut]
    next: None


class ShareShown(Shown):
    person: NamedRef
    replies: int
    notes: int


class WordShown(Shown):
    """The last that one side has said, cut short; `who` is "" for the contact."""

    at: Time
    who: str
    text: str


class SummaryShown(Shown):
    """A conversation at one glance, made of what was written down alone. `open_beside` are open conversations that
    belong with it."""

    began_at: Time
    inbound: int
    replies: int
    notes: int
    reopened: int
    shares: list[ShareShown]
    owners: list[str]
    next_action: str
    due_at: Time | None
    waiting_on: WaitingOn
    last_inbound: WordShown | None
    last_reply: WordShown | None
    open_beside: list[int]


def contact_note_of(row: ContactNote) -> dict[str, Any]:
    return {
        "id": row.id,
        "contact_id": row.contact_id,
        "person_id": row.person_id,
        "text": row.text,
        "pinned": row.is_pinned,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
    }


def contact_link_of(row: ContactLink) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "url": row.url, "created_at": row.created_at}


def summary_shown(conversation: Conversation, found: Summary) -> dict[str, Any]:
    return {
        "began_at": found.began_at,
        "inbound": found.inbound,
        "replies": found.replies,
        "notes": found.notes,
        "reopened": found.reopened,
        "shares": [
            {"person": {"id": share.person_id, "name": share.name}, "replies": share.replies, "notes": share.notes}
            for share in found.shares
        ],
        "owners": found.owners,
        "next_action": conversation.next_action,
        "due_at": conversation.due_at,
        "waiting_on": conversation.waiting_on,
        "last_inbound": _word_of(found.theirs),
        "last_reply": _word_of(found.ours),
        "open_beside": [other.id for other in found.others],
    }


def _word_of(word: Word | None) -> dict[str, Any] | None:
    return {"at": word.at, "who": word.who, "text": word.text} if word else None
