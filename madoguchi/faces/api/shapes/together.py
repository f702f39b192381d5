"""Working on one conversation with others, as the API shows it."""

from typing import Any, Literal

from madoguchi.core.conversations.models import Draft, HelpRequest
from madoguchi.faces.api.fields import Shown, Time


class PresentShown(Shown):
    """Somebody who has the conversation open at the desk. `doing` is "" while they look; never what they write."""

    person_id: int
    doing: Literal["", "reply", "note"]


class PresentPage(Shown):
    data: list[PresentShown]
    next: None


class ReplyBegunShown(Shown):
    """A reply that somebody else has begun and not sent."""

    person_id: int
    text: str
    updated_at: Time


class ReplyBegunPage(Shown):
    data: list[ReplyBegunShown]
    next: None


class HelpShown(Shown):
    """A call for help; without a team it is for whoever leads. Settled by nobody: the conversation was resolved."""

    id: int
    conversation_id: int
    asked_by_id: int
    team_id: int | None
    text: str
    urgent: bool
    asked_at: Time
    taken_by_id: int | None
    taken_at: Time | None
    settled_by_id: int | None
    settled_at: Time | None


class HelpPage(Shown):
    data: list[HelpShown]
    next: None


def reply_begun_of(row: Draft) -> dict[str, Any]:
    return {"person_id": row.person_id, "text": row.text, "updated_at": row.updated_at}


def help_of(row: HelpRequest) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "asked_by_id": row.asked_by_id,
        "team_id": row.team_id,
        "text": row.text,
        "urgent": row.is_urgent,
        "asked_at": row.asked_at,
        "taken_by_id": row.taken_by_id,
        "taken_at": row.taken_at,
        "settled_by_id": row.settled_by_id,
        "settled_at": row.settled_at,
    }
