"""What was found, as the API shows it."""

from collections.abc import Iterable
from typing import Any, Literal

from madoguchi.core.contacts.models import Company, Contact
from madoguchi.faces.api.fields import NamedRef, Shown, Status, Time
from madoguchi.features.search.models import RecentSearch
from madoguchi.features.search.query.marking import Segment
from madoguchi.features.search.query.showing import FoundConversation


class SegmentShown(Shown):
    """A piece of a text; `found` pieces are the words that were looked for."""

    text: str
    found: bool


class FoundMessage(Shown):
    """The message that fits best."""

    id: int
    kind: Literal["inbound", "reply", "note"]
    at: Time


class HitShown(Shown):
    """A conversation. `message` is null where there were conditions alone; `missing` are words that it lacks."""

    conversation_id: int
    status: Status
    inbox_id: int
    assignee_id: int | None
    contact: NamedRef
    company: NamedRef | None
    subject: list[SegmentShown]
    message: FoundMessage | None
    snippet: list[SegmentShown]
    file: list[SegmentShown]
    matches: int
    missing: list[str]


class SearchPage(Shown):
    """`count` is null where nobody counted; with `more` there may be more than that. What is older than `looked_to`
    was not looked at. `suggestion` is another search, where this one found nothing."""

    data: list[HitShown]
    next: str | None
    count: int | None
    more: bool
    looked_to: Time | None
    problems: list[str]
    suggestion: str
    contacts: list[NamedRef]
    companies: list[NamedRef]


class RecentShown(Shown):
    query: str
    at: Time


class RecentPage(Shown):
    data: list[RecentShown]
    next: None


def hit_of(found: FoundConversation) -> dict[str, Any]:
    row, message = found.conversation, found.message
    return {
        "conversation_id": row.id,
        "status": row.status,
        "inbox_id": row.inbox_id,
        "assignee_id": row.assignee_id,
        "contact": named(row.contact),
        "company": named(row.contact.company) if row.contact.company else None,
        "subject": _segments(found.subject) or [{"text": row.subject, "found": False}],
        "message": {"id": message.id, "kind": message.kind, "at": message.at} if message else None,
        "snippet": _segments(found.snippet),
        "file": _segments(found.file),
        "matches": found.count,
        "missing": list(found.missing),
    }


def named(row: Contact | Company) -> dict[str, Any]:
    return {"id": row.id, "name": row.name}


def recent_of(row: RecentSearch) -> dict[str, Any]:
    return {"query": row.text, "at": row.at}


def _segments(segments: Iterable[Segment]) -> list[dict[str, Any]]:
    return [{"text": one.text, "found": one.is_found} for one in segments]
