"""Sending later: a reply is written now and goes out at its time, unless somebody takes it back."""

from datetime import datetime

from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import owning, scheduling, steps
from madoguchi.core.conversations.events import ReplyQueued, ReplyScheduled
from madoguchi.core.conversations.jobs import deliver_later, set_off_later
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Conversation, Draft, Message
from madoguchi.core.conversations.outbound import reply_to, write_reply
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.conversations.telling import tell_at_once
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def reply_later(conversation_id: int, *, letter: Letter, at: datetime, sending: Sending, actor: Actor) -> Message:
    """Write a reply that goes out at a time; `sending.then` happens then, and its hold does not count.

    The same `once` again gives the message that was made the first time. Raises Refused (as reply(); send-in-the-past,
    send-too-late), NotAllowed.
    """
    require(actor, "conversation.reply")
    letter.check()
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        key = sending.key("reply", actor, conversation.id)
        if key and (known := steps.written_before(actor.workspace_id, key)):
            return known
        scheduling.check_time(at)
        message = reply_to(conversation, letter, sending, actor, key=key)
        message.send_at, message.before_it, message.scheduled = at, None, scheduling.kept(sending.then)
        with gathering():
            write_reply(message, letter)
            steps.take_files(message, letter.attachment_ids, actor.own_id)
            if conversation.assignee_id is None and owning.give_to_person(conversation, actor.person_id, actor):
                update(conversation, "assignee")
            steps.note_fact(conversation, ReplyScheduled(message.id, at.isoformat()), actor)
        set_off_later(message)
        if actor.kind != "token":  # a program that answers for a person leaves what they are writing
            steps.drop_draft(conversation.id, Draft.Kind.REPLY, actor.own_id)
        return message


def reschedule(message_id: int, *, at: datetime, actor: Actor) -> Message:
    """Let a reply that waits for its time go out at another one. Raises Refused("too-late", and as reply_later())."""
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id):
        conversation, message = _waiting(message_id, actor)
        scheduling.check_time(at)
        message.send_at = at
        message.save(update_fields=["send_at"])
        message.deliveries.update(next_attempt_at=at)
        steps.note_fact(conversation, ReplyScheduled(message.id, at.isoformat()), actor)
        set_off_later(message)
        return message


def send_now(message_id: int, *, actor: Actor) -> Message:
    """Let a reply that waits for its time go out at once. Raises Refused("too-late")."""
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id), gathering():
        conversation, message = _waiting(message_id, actor)
        message.send_at = now()
        _go_out(conversation, message, actor)
        message.deliveries.update(next_attempt_at=None)
        return message


def set_off(message_id: int, *, workspace_id: int) -> None:
    """A reply whose time has come answers the customer from now on, and is delivered.

    Nothing happens where that was done before, or the time is another one now.
    """
    with tenant(workspace_id), gathering():
        found = Message.objects.filter(id=message_id, scheduled__isnull=False, send_at__lte=now()).first()
        if found is None:
            return
        conversation = Conversation.objects.select_for_update().get(id=found.conversation_id)
        message = Message.objects.select_for_update().filter(id=message_id, scheduled__isnull=False).first()
        if message is None or message.send_at is None or message.send_at > now() or message.erased_at is not None:
            return
        _go_out(conversation, message, Actor(workspace_id, "person", message.person_id or 0, message.person_id))


def _go_out(conversation: Conversation, message: Message, actor: Actor) -> None:
    scheduling.go_out(conversation, message, actor)
    message.save(update_fields=["at", "send_at", "scheduled"])
    update(conversation)
    steps.note_fact(conversation, ReplyQueued(message.id, message.at.isoformat()), actor)
    tell_at_once(message, conversation)
    deliver_later(message)


def _waiting(message_id: int, actor: Actor) -> tuple[Conversation, Message]:
    """A reply that waits for its time, and its conversation, both locked."""
    found = Message.objects.filter(id=message_id, kind=Message.Kind.REPLY).first()
    if found is None:
        raise NotAllowed("not-found", _("This reply does not exist any more."))
    conversation = locked(found.conversation_id, actor)
    message = Message.objects.select_for_update().get(id=message_id)
    if message.scheduled is None:
        raise Refused("too-late", _("It is too late: the reply is on its way."))
    return conversation, message
