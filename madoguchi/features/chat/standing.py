"""Whether anybody is there: what the panel says before somebody writes."""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.base.clock import now
from madoguchi.core.conversations import owning
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.asking import away_of
from madoguchi.features.chat.mailing import mail_inbox_of
from madoguchi.features.chat.models import ChatSeat
from madoguchi.features.hours.calendar import is_open, next_opening
from madoguchi.features.hours.queries import calendar_of_inbox


@dataclass(frozen=True, slots=True)
class Standing:
    """`is_open`: within the business hours; `back_at` is when it opens, None where it is open or nobody knows.
    `takes_messages`: it takes messages, which are answered by mail, instead of talking, where the
    workspace has a mail inbox to answer from."""

    is_open: bool
    back_at: datetime | None
    takes_messages: bool


def standing_of(inbox: Inbox) -> Standing:
    """That of a chat, now; in the running tenant."""
    open_now, back_at = opening_of(inbox)
    away = away_of(inbox)
    may_take = away != "chat" and (not open_now or away == "nobody") and mail_inbox_of(inbox) is not None
    return Standing(open_now, back_at, may_take and not (open_now and _anybody_takes_chats(inbox)))


def opening_of(inbox: Inbox) -> tuple[bool, datetime | None]:
    """Whether an inbox is within its business hours now, and else when it is again, where that is known."""
    calendar, at = calendar_of_inbox(inbox), now()
    if calendar is None or is_open(calendar, at):
        return True, None
    return False, next_opening(calendar, at)


def _anybody_takes_chats(inbox: Inbox) -> bool:
    there = ChatSeat.objects.filter(is_available=True, person__deactivated_at__isnull=True)
    place = Conversation(workspace_id=inbox.workspace_id, inbox_id=inbox.id)
    return bool(owning.who_can_take(list(there.values_list("person_id", flat=True)), place))
