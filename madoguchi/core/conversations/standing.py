"""How a conversation stands, as what JSON can hold: what an undo compares and brings back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from madoguchi.core.conversations.models import Conversation

PLAIN = ("status", "assignee_id", "team_id", "priority", "is_spam")
TIMES = ("snoozed_until", "resolved_at", "waiting_since")
Standing = Mapping[str, Any]


def standing(conversation: Conversation) -> dict[str, Any]:
    """Its state and whose it is; times in UTC, whatever clock they were given by."""
    plain = {name: getattr(conversation, name) for name in PLAIN}
    times = {name: getattr(conversation, name) for name in TIMES}
    return {**plain, **{name: at.astimezone(UTC).isoformat() if at else None for name, at in times.items()}}


def difference(before: Standing, after: Standing) -> tuple[dict[str, Any], dict[str, Any]]:
    """What changed: as it was, and as it is."""
    names = [name for name in after if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def value_of(name: str, kept: Any) -> Any:
    """A value of a standing as the row holds it."""
    at = parse_datetime(kept) if name in TIMES and isinstance(kept, str) else kept
    assert at is None or name not in TIMES or isinstance(at, datetime)
    return at
