"""Where somebody stands who waits for the first word of a person, and how long that usually takes just now.

Position: 1 + the open chats of the same inbox, no spam and no messages that were left, in which nobody has answered
yet and whose wait began earlier (of those that began at once, the one with the lower number).

Time: t = first_replied_at - created_at of the RECENT (20) chats of the inbox that were answered first last, among those
begun within 24 h; where these are fewer than FEWEST (5), of those begun in the last 28 days in the same hour of the day
(UTC; the newest MOST_OF_AN_HOUR). The range is from the 50th to the 90th percentile of t by nearest rank, each rounded
up to a whole minute. Fewer than FEWEST answers: no range, for nobody may promise what is not known.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from madoguchi.base.clock import now
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.models import Chat
from madoguchi.features.chat.queries import home_of, leading_to

RECENT = 20
FEWEST = 5
DAY = timedelta(days=1)
MONTH = timedelta(days=28)
MOST_OF_AN_HOUR = 200


@dataclass(frozen=True, slots=True)
class Usual:
    """How many minutes the first answer usually takes: half are answered within `low`, nine of ten within `high`."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """`position` 1 is next; `usual` None: too little is known."""

    position: int
    usual: Usual | None


@dataclass(frozen=True, slots=True)
class InLine:
    """One of those who wait. `conversation_id` is where their chat goes on, which may be one with other chats."""

    conversation_id: int
    chat_id: int
    waiting: Waiting


def waiting_of(chat: Chat) -> Waiting | None:
    """None for a chat whose customer does not wait for the first word, and where the inbox does not tell; in the
    running tenant."""
    home = home_of(chat)
    if home is None or home.status != Status.OPEN or home.is_spam or not home.is_live:
        return None
    if home.waiting_since is None or home.first_replied_at is not None:
        return None
    if not _tells(home.inbox):
        return None
    before = Q(waiting_since__lt=home.waiting_since) | Q(waiting_since=home.waiting_since, id__lt=home.id)
    return Waiting(_unanswered(home.inbox_id).filter(before).count() + 1, usual_in(home.inbox_id, now()))


def line_in(inbox_id: int) -> list[InLine]:
    """As waiting_of(), for all chats of an inbox at once; in the running tenant."""
    inbox = Inbox.objects.filter(id=inbox_id).first()
    if inbox is None or not _tells(inbox):
        return []
    line = _unanswered(inbox_id).filter(waiting_since__isnull=False).order_by("waiting_since", "id")
    places = {one: place for place, one in enumerate(line.values_list("id", flat=True), start=1)}
    homes = leading_to(places)
    chats = Chat.objects.filter(conversation__in=homes).values_list("id", "conversation_id")
    usual = usual_in(inbox_id, now())
    found = [(chat_id, homes[conversation_id]) for chat_id, conversation_id in chats]
    return [InLine(home, chat_id, Waiting(places[home], usual)) for chat_id, home in found]


def _tells(inbox: Inbox) -> bool:
    return bool(inbox.settings.get("chat", {}).get("tell_wait", True))


def _unanswered(inbox_id: int) -> "QuerySet[Conversation]":
    return Conversation.objects.filter(
        inbox_id=inbox_id, status=Status.OPEN, is_spam=False, is_live=True, first_replied_at__isnull=True
    )


def usual_in(inbox_id: int, at: datetime) -> Usual | None:
    """The range of an inbox at a time; in the running tenant."""
    answered = Conversation.objects.filter(inbox_id=inbox_id, is_spam=False, first_replied_at__isnull=False)
    recent = answered.filter(created_at__gt=at - DAY).order_by("-first_replied_at")[:RECENT]
    times = list(recent.values_list("created_at", "first_replied_at"))
    if len(times) < FEWEST:
        same_hour = answered.filter(created_at__gt=at - MONTH, created_at__hour=at.hour).order_by("-created_at")
        times = list(same_hour.values_list("created_at", "first_replied_at")[:MOST_OF_AN_HOUR])
    return usual_of([(replied - began).total_seconds() for began, replied in times if replied])


def usual_of(seconds: Sequence[float]) -> Usual | None:
    """The range of times; None for fewer than FEWEST."""
    if len(seconds) < FEWEST:
        return None
    ranked = sorted(max(0.0, one) for one in seconds)
    low, high = (ranked[math.ceil(share * len(ranked)) - 1] for share in (0.5, 0.9))
    return Usual(_minutes(low), _minutes(high))


def _minutes(seconds: float) -> int:
    return max(1, math.ceil(seconds / 60))
