"""What a visitor has seen of what was said to them, and whether they are there, as the desk shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import JSONField
from django.db.models.expressions import RawSQL
from django.utils.dateparse import parse_datetime

from madoguchi.base.clock import now
from madoguchi.core.conversations.models import Conversation, Message

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


# Of a conversation, as JSON; null where nobody came by a chat.
SEEN = """(
  SELECT jsonb_build_object(
    'left', chats.is_message, 'up_to', chats.read_id, 'at', chats.read_at, 'ours', chats.answerer_read_id,
    'here_at', coalesce(visitors.listened_at, visitors.last_seen_at), 'left_at', visitors.left_at)
  FROM chats JOIN visitors ON visitors.workspace_id = chats.workspace_id AND visitors.id = chats.visitor_id
  WHERE chats.workspace_id = conversations.workspace_id AND chats.conversation_id = conversations.id
  ORDER BY chats.read_id DESC LIMIT 1)"""


def seen_on() -> RawSQL:
    """For conversations: annotate(seen_on=...)."""
    return RawSQL(SEEN, (), output_field=JSONField())  # noqa: S611  (a constant, no word of anybody)


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
