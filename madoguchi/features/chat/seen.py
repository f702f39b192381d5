"""What a visitor has seen of what was said to them, as the desk shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.features.chat.models import Chat


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
    return Subquery(chats.values(seen=JSONObject(up_to="read_id", at="read_at", left="is_message"))[:1])


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
