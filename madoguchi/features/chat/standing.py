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
    calendar, at = calendar_of_inbox(inbox), now()
    open_now = calendar is None or is_open(calendar, at)
    back_at = None if calendar is None or open_now else next_opening(calendar, at)
    away = away_of(inbox)
    takes = (
        away != "chat"
        and mail_inbox_of(inbox) is not None
        and (not open_now or (away == "nobody" and not _anybody_takes_chats(inbox)))
    )
    return Standing(open_now, back_at, takes)


def _anybody_takes_chats(inbox: Inbox) -> bool:
    there = ChatSeat.objects.filter(is_available=True, person__deactivated_at__isnull=True)
    place = Conversation(workspace_id=inbox.workspace_id, inbox_id=inbox.id)
    return bool(owning.who_can_take(list(there.values_list("person_id", flat=True)), place))
