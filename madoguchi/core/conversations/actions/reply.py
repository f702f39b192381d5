"""Answering: the reply is written at once and goes out after a hold in which it can be undone."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationAssigned, ReplyUndone
from madoguchi.core.conversations.letter import Letter, Sending
from madoguchi.core.conversations.models import Attachment, Conversation, Draft, Message
from madoguchi.core.conversations.outbound import SNAPSHOT_TIMES, go_on, queue_reply, reply_to, write_reply
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def reply(conversation_id: int, *, letter: Letter, sending: Sending, actor: Actor) -> Message:
    """Write a reply and queue it. The same `once` again gives the message that was made the first time.

    Raises Refused (empty, no-recipient, bad-address, merged, erased, snooze-in-the-past), NotAllowed.
    """
    require(actor, "conversation.reply")
    letter.check()
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        key = sending.key("reply", actor, conversation.id)
        if key and (known := steps.written_before(actor.workspace_id, key)):
            return known
        message = reply_to(conversation, letter, sending, actor, key=key)
        with gathering():
            write_reply(message, letter)
            _take_over(conversation, actor)
            steps.customer_answered(conversation, message.at)
            steps.touch(conversation, message)
            go_on(conversation, sending.then, actor)
            update(conversation)
            queue_reply(message, letter, actor)
        if actor.kind != "token":  # a program that answers for a person leaves what they are writing
            steps.drop_draft(conversation.id, Draft.Kind.REPLY, actor.own_id)
        return message


def undo(message_id: int, *, actor: Actor) -> Draft:
    """Take back a reply that is held or waits for its time: it becomes a draft again and nothing was sent.

    Raises Refused("too-late").
    """
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id):
        message = Message.objects.filter(id=message_id, kind=Message.Kind.REPLY).first()
        if message is None:
            raise NotAllowed("not-found", _("This reply does not exist any more."))
        conversation = locked(message.conversation_id, actor)
        message = Message.objects.select_for_update().get(id=message_id)
        is_held = message.before_it is not None or message.scheduled is not None
        if not is_held or message.deliveries.exclude(attempts=0, state="queued").exists():
            raise Refused("too-late", _("It is too late: the reply is on its way."))
        draft = _back_to_draft(conversation, message, actor)
        if message.before_it is not None:  # one that waited for its time has changed nothing
            _restore(conversation, message.before_it)
        steps.note_fact(conversation, ReplyUndone(message.id), actor)
        message.deliveries.all().delete()
        message.delete()
        return draft


def _take_over(conversation: Conversation, actor: Actor) -> None:
    """What is nobody's belongs to the person who answers it."""
    if conversation.assignee_id is None and actor.person_id is not None:
        steps.note_fact(conversation, ConversationAssigned(None, actor.person_id), actor)
        conversation.assignee_id = actor.person_id


def _restore(conversation: Conversation, before: dict[str, Any]) -> None:
    """As it was before the reply; what the customer wrote meanwhile keeps them waiting."""
    written_since = {}
    if conversation.waiting_since is not None:
        written_since = {name: getattr(conversation, name) for name in ("preview", "last_activity_at")}
        written_since["waiting_since"] = before["waiting_since"] or conversation.waiting_since
    for name, value in (before | written_since).items():
        at = parse_datetime(value) if name in SNAPSHOT_TIMES and isinstance(value, str) else value
        setattr(conversation, name, at)
    update(conversation)


def _back_to_draft(conversation: Conversation, message: Message, actor: Actor) -> Draft:
    """As a draft again; what was begun meanwhile stands below it."""
    draft, _is_new = Draft.objects.select_for_update().get_or_create(
        person_id=message.person_id or actor.own_id,
        conversation=conversation,
        kind=Draft.Kind.REPLY if message.forwards_id is None else Draft.Kind.FORWARD,
        defaults={"workspace_id": conversation.workspace_id},
    )
    draft.text = f"{message.text}\n\n{draft.text}".rstrip()
    draft.fields = {line: [a for a, _n in pairs] for line, pairs in message.addresses.items()}
    if message.forwards_id is not None:
        draft.fields |= {"subject": message.subject, "forwards": message.forwards_id}
    draft.updated_at = now()
    draft.save(update_fields=["text", "fields", "updated_at"])
    Attachment.objects.filter(message=message).update(message=None, draft=draft)
    return draft
