"""Conversations, as the API shows them."""

from typing import Any, Literal

from django.db.models import QuerySet

from madoguchi.core.conversations.models import Conversation, Follow, Participant
from madoguchi.core.conversations.queries.views import tags_on
from madoguchi.faces.api.fields import PRIORITY_NAMES, NamedRef, Priority, Shown, Status, Time, WaitingOn
from madoguchi.faces.api.masks import Mask


class TagRef(NamedRef):
    """A tag on a conversation."""

    colour: str


class ConversationShown(Shown):
    """One matter with one person. `number` is for the people inside: no customer sees it."""

    id: int
    number: int
    inbox_id: int
    contact: NamedRef
    subject: str
    preview: str
    status: Status
    snoozed_until: Time | None
    resolved_at: Time | None
    priority: Priority
    assignee_id: int | None
    team_id: int | None
    tags: list[TagRef]
    waiting_since: Time | None
    is_live: bool
    waiting_on: WaitingOn
    next_action: str
    due_at: Time | None
    spam: bool
    attributes: dict[str, Any]
    created_at: Time
    last_activity_at: Time
    first_replied_at: Time | None
    merged_into_id: int | None


class ConversationPage(Shown):
    data: list[ConversationShown]
    next: str | None


class ParticipantShown(Shown):
    """Somebody who gets the replies beside the contact."""

    id: int
    contact_id: int
    address: str


class ParticipantPage(Shown):
    data: list[ParticipantShown]
    next: None


class FollowerShown(Shown):
    """A person who hears of a conversation. `why`: by hand, or because they were mentioned or wrote in it."""

    person_id: int
    name: str
    why: Literal["by_hand", "mentioned", "answered"]
    at: Time


class FollowerPage(Shown):
    data: list[FollowerShown]
    next: None


class ViewShown(Shown):
    """A built-in view. `count` stops at 1,000; null where it is not counted."""

    name: str
    label: str
    count: int | None


class ViewPage(Shown):
    data: list[ViewShown]
    next: None


def with_all(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """What a conversation shows, in one query."""
    return conversations.select_related("contact").annotate(tags_on=tags_on())


def conversation_of(row: Conversation) -> dict[str, Any]:
    """A conversation of a list, as with_all reads it."""
    return conversation_with(row, row.tags_on)  # type: ignore[attr-defined]  # by with_all


def conversation_with(row: Conversation, tags: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "inbox_id": row.inbox_id,
        "contact": {"id": row.contact_id, "name": row.contact.name},
        "subject": row.subject,
        "preview": row.preview,
        "status": row.status,
        "snoozed_until": row.snoozed_until,
        "resolved_at": row.resolved_at,
        "priority": PRIORITY_NAMES[row.priority],
        "assignee_id": row.assignee_id,
        "team_id": row.team_id,
        "tags": tags,
        "waiting_since": row.waiting_since,
        "is_live": row.is_live,
        "waiting_on": row.waiting_on,
        "next_action": row.next_action,
        "due_at": row.due_at,
        "spam": row.is_spam,
        "attributes": row.attributes,
        "created_at": row.created_at,
        "last_activity_at": row.last_activity_at,
        "first_replied_at": row.first_replied_at,
        "merged_into_id": row.merged_into_id,
    }


def participant_of(row: Participant, mask: Mask) -> dict[str, Any]:
    return {"id": row.id, "contact_id": row.contact_id, "address": mask.mail(row.address)}


def follower_of(row: Follow) -> dict[str, Any]:
    return {"person_id": row.person_id, "name": row.person.name, "why": row.why, "at": row.at}
