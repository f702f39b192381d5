"""Replies that go out later, in a locked conversation. No step opens a transaction or asks for permission.

Until its time has come such a reply answers nobody: the customer goes on waiting, and whatever shows who waits shows
them. What its writer wants of the conversation then (resolve it, put it away) happens when it goes out.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.letter import HOLD, Then
from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.conversations.outbound import go_on
from madoguchi.core.people.actor import Actor

FARTHEST = timedelta(days=366)


def check_time(at: datetime) -> None:
    """Raise Refused("send-in-the-past", "send-too-late") unless a reply can go out then."""
    if at <= now() + HOLD:
        raise Refused("send-in-the-past", _("Choose a time in the future."), field="send_at")
    if at > now() + FARTHEST:
        raise Refused("send-too-late", _("Choose a time within a year."), field="send_at")


def kept(then: Then) -> dict[str, Any]:
    """What is to happen when the reply goes out, as its row keeps it."""
    return {"then": then.what, "until": then.until.isoformat() if then.until else None}


def go_out(conversation: Conversation, message: Message, actor: Actor) -> None:
    """The time has come: it answers the customer now; the rows are not saved.

    Whoever wrote after it was written still waits for an answer to that, and the conversation stays open for them.
    """
    wanted, message.scheduled = message.scheduled or {}, None
    message.at = now()
    asked = Message.objects.filter(conversation=conversation, id__gt=message.id, kind=Message.Kind.INBOUND)
    since = asked.exclude(automatic__in=["auto_reply", "bounce"]).order_by("id").values_list("at", flat=True).first()
    steps.customer_answered(conversation, message.at)
    if since is not None:
        steps.customer_waits(conversation, since)
        conversation.last_activity_at = message.at
        return
    steps.touch(conversation, message)
    until = parse_datetime(wanted.get("until") or "")
    if until is None or until > now():
        go_on(conversation, Then(wanted.get("then", ""), until), actor)


def hold_back(message_ids: Iterable[int], *, until: datetime) -> None:
    """Let none of these replies go out before; those of which a copy has been tried are on their way."""
    held = Delivery.objects.filter(message_id__in=message_ids, message__before_it__isnull=False)
    held.filter(attempts=0, state=Delivery.State.QUEUED).update(next_attempt_at=until)
