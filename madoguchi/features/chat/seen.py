"""What a visitor has seen of what was said to them, and whether they are there, as the desk shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.dateparse import parse_datetime

from madoguchi.base.clock import now
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.features.chat.models import Chat

# Without a word for so long they are gone, whatever was noted: faces/live/visitors.py gives one each minute.
SILENT_AFTER = timedelta(seconds=150)


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything up to the message `up_to` was seen; the newest of it at `at`."""

    up_to: int = 0
    at: datetime | None = None

    def newest_of(self, messages: Iterable[Message]) -> int:
        """The id of our newest message, where it was seen; else 0."""
        ours = [one.id for one in messages if one.kind == Message.Kind.REPLY and one.channel == "chat"]
        newest = max(ours, default=0)
        return newest if newest <= self.up_to else 0


def seen_on() -> Subquery:
    """For conversations: annotate(seen_on=...)."""
    chats = Chat.objects.filter(conversation=OuterRef("pk")).order_by("-read_id")
    told = {
        "left": "is_message",
        "up_to": "read_id",
        "at": "read_at",
        "here_at": Coalesce("visitor__listened_at", "visitor__last_seen_at"),
        "left_at": "visitor__left_at",
    }
    return Subquery(chats.values(seen=JSONObject(ours="answerer_read_id", **told))[:1])


@dataclass(frozen=True, slots=True)
class Here:
    """Whether a page of a visitor's listens; where none does, since when."""

    is_here: bool
    since: datetime


def here_in(conversation: Conversation) -> Here | None:
    """Of one with `seen_on`; None where nobody came by a chat."""
    found = conversation.seen_on  # type: ignore[attr-defined]  # the annotation
    here_at = parse_datetime(found["here_at"]) if found else None
    if here_at is None:
        return None
    left_at = parse_datetime(found["left_at"]) if found["left_at"] else None
    silent = now() - here_at > SILENT_AFTER
    return Here(left_at is None and not silent, left_at or here_at)


def read_by_us(conversation: Conversation) -> int:
    """The newest message of the visitor that somebody who may answer has seen; of one with `seen_on`."""
    found = conversation.seen_on  # type: ignore[attr-defined]  # the annotation
    return int(found["ours"]) if found else 0


def seen_in(conversation: Conversation) -> Seen:
    """Of one with `seen_on`; what was merged into it has been seen in another conversation."""
    found = conversation.seen_on  # type: ignore[attr-defined]  # the annotation
    if not found or found["at"] is None:
        return Seen()
    return Seen(found["up_to"], parse_datetime(found["at"]))


def is_left_message(conversation: Conversation) -> bool:
    """Whether one with `seen_on` began while nobody was there: its answers go by mail, too."""
    found = conversation.seen_on  # type: ignore[attr-defined]  # the annotation
    return bool(found and found["left"])
