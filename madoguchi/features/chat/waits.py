"""The lane of a worker that looks after who waits in chats: the first word without a person, and the steps of the chat.

One row of the outbox for each conversation, due when next something may have to be done. It is a row and no job: a
message costs one statement, and what was answered in time, as nearly all is, goes by the batch.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.events.dispatch import claim
from madoguchi.core.events.models import Outbox
from madoguchi.features.chat.actions.acknowledge import acknowledge
from madoguchi.features.chat.actions.escalate import escalate
from madoguchi.features.chat.escalation import steps_of

log = structlog.get_logger(__name__)

TOPIC = "chat_wait"
BATCH = 200
PATIENCE = timedelta(seconds=20)  # that who is free has for the first word, before it is said without them
LONGEST_PAUSE = 60  # seconds until what has failed is tried again

WATCH = """
INSERT INTO outbox (topic, workspace_id, ref_id, subscriber, attempts, error, due_at)
SELECT %s, %s, id, '', 0, '', at FROM unnest(%s::bigint[], %s::timestamptz[]) AS one (id, at)
ON CONFLICT (topic, ref_id, subscriber) DO UPDATE SET due_at = least(outbox.due_at, EXCLUDED.due_at), attempts = 0
"""


def watch(workspace_id: int, chats: Sequence[Conversation]) -> None:
    """Look after these waits when their time comes; one statement."""
    dues: Mapping[int, datetime] = {chat.id: at for chat in chats if (at := _first(chat)) is not None}
    with connection.cursor() as cursor:
        cursor.execute(WATCH, [TOPIC, workspace_id, sorted(dues), [dues[one] for one in sorted(dues)]])


def look_after_waits() -> int:
    """One batch of what is due, in one transaction. Returns how many there were."""
    with transaction.atomic():
        duties = claim(TOPIC, limit=BATCH)
        by_workspace: dict[int, list[Outbox]] = defaultdict(list)
        for duty in duties:
            by_workspace[duty.workspace_id].append(duty)
        for workspace_id, those in by_workspace.items():
            with tenant(workspace_id):
                _look_after(those)
    return len(duties)


def _look_after(duties: Sequence[Outbox]) -> None:
    rows = Conversation.objects.filter(
        id__in=[duty.ref_id for duty in duties],
        is_live=True,
        status=Status.OPEN,
        is_spam=False,
        waiting_since__isnull=False,
    )
    waiting = {chat.id: chat for chat in rows}
    over = []
    for duty in duties:
        chat = waiting.get(duty.ref_id)
        if chat is not None and (at := _next(chat, duty)) is not None:
            duty.due_at = at
            duty.save(update_fields=["due_at", "attempts", "error"])
        else:
            over.append(duty.id)
    Outbox.objects.filter(id__in=over).delete()


def _next(chat: Conversation, duty: Outbox) -> datetime | None:
    """Do what is due now; when there is something again."""
    since = chat.waiting_since
    assert since is not None
    try:
        with transaction.atomic():
            if since + PATIENCE <= now():
                acknowledge(chat.id, workspace_id=chat.workspace_id)
            later = escalate(chat.id, workspace_id=chat.workspace_id)
    except Exception as error:  # one that fails keeps no other from being done
        log.error("wait not looked after", conversation_id=chat.id, exc_info=error)
        duty.attempts, duty.error = duty.attempts + 1, type(error).__name__
        return now() + timedelta(seconds=min(2**duty.attempts, LONGEST_PAUSE))
    return min((at for at in (since + PATIENCE, later) if at is not None and at > now()), default=None)


def _first(chat: Conversation) -> datetime | None:
    if chat.waiting_since is None:
        return None
    after = [PATIENCE.total_seconds(), *(step.after for step in steps_of(chat.inbox))]
    return chat.waiting_since + timedelta(seconds=min(after))
