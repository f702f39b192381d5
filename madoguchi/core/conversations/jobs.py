"""Jobs of conversations: put into the queue in the transaction of the action that needs them; each may run twice."""

from datetime import datetime

from madoguchi.base.jobs import defer, job
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.ledger import enqueue
from madoguchi.core.people.actor import system

DELIVERY = "delivery"  # the topic of the outbox, of duties to deliver a message


def deliver_later(message: Message, at: datetime | None = None) -> None:
    """Deliver a reply when its hold is over (or at a given time); the lane of deliveries does it."""
    enqueue(DELIVERY, message.workspace_id, message.id, at or message.send_at)


def set_off_later(message: Message) -> None:
    """Let a reply that is sent later answer the customer when its time has come; it is delivered from then on."""
    defer(set_off, at=message.send_at, workspace_id=message.workspace_id, message_id=message.id)


def wake_later(conversation: Conversation) -> None:
    """Open a snoozed conversation again when its time has come."""
    defer(
        wake,
        at=conversation.snoozed_until,
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
    )


def due_later(conversation: Conversation) -> None:
    """Say when the time has come by which something is to be done."""
    assert conversation.due_at is not None
    defer(
        come_due,
        at=conversation.due_at,
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
        due_at=conversation.due_at.isoformat(),
    )


def check_inbox_later(workspace_id: int, inbox_id: int) -> None:
    """Send the test mail of an inbox."""
    defer(check_inbox, workspace_id=workspace_id, inbox_id=inbox_id)


@job("set_off")
def set_off(workspace_id: int, message_id: int) -> None:
    """The time of a reply that is sent later has come."""
    from madoguchi.core.conversations.actions import later  # actions defer this very job

    later.set_off(message_id, workspace_id=workspace_id)


@job("wake")
def wake(workspace_id: int, conversation_id: int) -> None:
    """A snooze is over."""
    from madoguchi.core.conversations.actions import status  # actions defer this very job

    status.wake(conversation_id, actor=system(workspace_id))


@job("come_due")
def come_due(workspace_id: int, conversation_id: int, due_at: str) -> None:
    """A due time has come."""
    from madoguchi.core.conversations.actions import sort  # actions defer this very job

    sort.come_due(conversation_id, due_at=datetime.fromisoformat(due_at), actor=system(workspace_id))


@job("check_inbox", queue="delivery")
def check_inbox(workspace_id: int, inbox_id: int) -> None:
    """Send the test mail of an inbox."""
    from madoguchi.core.conversations.actions.check import send_check  # actions defer this very job

    send_check(workspace_id, inbox_id)
