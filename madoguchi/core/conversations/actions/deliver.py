"""Delivery: claim what is due, send it outside of any transaction, write down what became of it."""

from collections.abc import Sequence

import structlog
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.prepared import prepared
from madoguchi.base.rows import row_by_id, rows_by
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import DeliveryChanged
from madoguchi.core.conversations.jobs import DELIVERY, deliver_later, set_off_later
from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.conversations.outbound import ANSWERS
from madoguchi.core.conversations.outgoing import CHANNELS, Outgoing, Result
from madoguchi.core.conversations.posting import outgoing_of
from madoguchi.core.conversations.queries.visible import messages_visible_to
from madoguchi.core.conversations.retrying import next_try
from madoguchi.core.events.dispatch import done, held
from madoguchi.core.people.actor import Actor, system
from madoguchi.core.people.policies import require

log = structlog.get_logger(__name__)


UNSETTLED = "message_id = %s AND state IN ('queued', 'deferred') ORDER BY id"
# One statement: the tries are counted, and the reply can no longer be taken back.
BEGUN = """
WITH tried AS (
  UPDATE deliveries SET attempts = attempts + 1
  WHERE workspace_id = %(workspace)s AND id = ANY(%(due)s::bigint[])
)
UPDATE messages SET before_it = NULL WHERE workspace_id = %(workspace)s AND id = %(message)s
"""
REOPENED = ("last_activity_at", "waiting_since", "waiting_on", "status", "snoozed_until", "resolved_at")


def deliver_one() -> int:
    """The work of a lane: deliver the message that is due longest. Returns 0 when none is."""
    with held(DELIVERY) as duty:
        if duty is None:
            return 0
        deliver_message(duty.ref_id, workspace_id=duty.workspace_id)
    return 1


def deliver_message(message_id: int, *, workspace_id: int) -> None:
    """Try every recipient that is due. Killed at any point, the next run goes on with what is left."""
    outgoing = _begin(message_id, workspace_id)
    if outgoing is None:
        return
    channel, letter = outgoing
    said, why = {}, ""
    try:
        said = {result.address.lower(): result for result in CHANNELS[channel](letter)}
    except Exception as error:
        log.error("channel failed", message_id=message_id, exc_info=error)
        why = str(error)
    results = [said.get(address.lower()) or Result(address, "deferred", text=why) for address in letter.recipients]
    record_results(message_id, results, workspace_id=workspace_id)


def _begin(message_id: int, workspace_id: int) -> tuple[str, Outgoing] | None:
    with tenant(workspace_id):
        message = row_by_id(Message, workspace_id, message_id, lock=True)
        if message is not None and (due := _due(message)):
            with prepared() as cursor:
                ids = [row.id for row in due]
                cursor.execute(BEGUN, {"workspace": workspace_id, "message": message.id, "due": ids})
            return message.channel, outgoing_of(message, [row.address for row in due])
        done(DELIVERY, message_id)  # taken back, or for another time
        if message is not None:
            _queue(message, _unsettled(message))
        return None


def record_results(message_id: int, results: Sequence[Result], *, workspace_id: int) -> None:
    """Write what the channel reported onto the deliveries; a final failure opens the conversation again."""
    with tenant(workspace_id):
        message = row_by_id(Message, workspace_id, message_id)
        assert message is not None
        conversation = row_by_id(Conversation, workspace_id, message.conversation_id, lock=True)
        assert conversation is not None
        done(DELIVERY, message_id)  # before its rows are read: whoever queues one of them from here on is heard
        rows = {row.address.lower(): row for row in _unsettled(message)}
        for result in results:
            row = rows.get(result.address.lower())
            if row is not None:
                _settle(conversation, row, result)
        update(conversation, *REOPENED)
        _queue(message, [row for row in rows.values() if row.settled_at is None])


def _queue(message: Message, unsettled: Sequence[Delivery]) -> None:
    if message.scheduled is not None:
        set_off_later(message)
    elif unsettled:
        deliver_later(message, min(row.next_attempt_at or now() for row in unsettled))


def resend(delivery_id: int, *, actor: Actor) -> Delivery:
    """Try one recipient again by hand, now. Raises Refused("already-sent") when it went out."""
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id):
        found = Delivery.objects.select_related("message").filter(id=delivery_id).first()
        if found is None or not _visible(found, actor):
            raise NotAllowed("not-found", _("This delivery does not exist."))
        conversation = Conversation.objects.select_for_update().get(id=found.message.conversation_id)
        row = Delivery.objects.select_related("message").select_for_update(of=("self",)).get(id=delivery_id)
        if row.state == Delivery.State.SENT:
            raise Refused("already-sent", _("This reply was already sent to this address."))
        before, row.state = row.state, Delivery.State.QUEUED
        row.queued_at, row.next_attempt_at, row.settled_at = now(), max(now(), row.message.send_at or now()), None
        row.save()
        if _answers_after_all(row.message):
            steps.customer_answered(conversation, now())
            update(conversation, "waiting_since", "waiting_on", "first_replied_at")
        steps.note_fact(conversation, DeliveryChanged(row.message_id, row.id, before, row.state), actor)
        deliver_later(row.message, row.next_attempt_at)
        return row


def _answers_after_all(message: Message) -> bool:
    """Whether it answers what was asked last, and is lost to nobody: should it fail again, their turn is over again."""
    said = Message.objects.filter(conversation_id=message.conversation_id)
    lost = Delivery.objects.filter(message=message, state__in=(Delivery.State.FAILED, Delivery.State.BOUNCED))
    return (
        said.filter(ANSWERS, id=message.id).exists()
        and not said.filter(steps.ASKS, id__gt=message.id).exists()
        and not lost.exists()
    )


def _visible(row: Delivery, actor: Actor) -> bool:
    return messages_visible_to(actor).filter(id=row.message_id).exists()


def _due(message: Message) -> list[Delivery]:
    if message.scheduled is not None:
        return []
    return [row for row in _unsettled(message) if row.next_attempt_at is None or row.next_attempt_at <= now()]


def _unsettled(message: Message) -> list[Delivery]:
    return rows_by(Delivery, message.workspace_id, UNSETTLED, [message.id])


def _settle(conversation: Conversation, row: Delivery, result: Result) -> None:
    before = row.state
    row.state, row.code, row.response = result.state, result.code[:20], result.text[:500]
    row.next_attempt_at = None
    if row.state == Delivery.State.DEFERRED:
        row.next_attempt_at = next_try(row.attempts, first=row.queued_at, now=now())
        if row.next_attempt_at is None:
            row.state = Delivery.State.FAILED
    if row.state in (Delivery.State.SENT, Delivery.State.FAILED):
        row.settled_at = now()
    update(row)
    actor = system(row.workspace_id)
    if row.state == Delivery.State.FAILED:
        steps.undelivered(conversation, actor)
    if before != row.state:
        steps.note_fact(conversation, DeliveryChanged(row.message_id, row.id, before, row.state), actor)
