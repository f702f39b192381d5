"""Answering: the reply is written at once and goes out after a hold in which it can be undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationAssigned, ReplyQueued, ReplyUndone
from madoguchi.core.conversations.jobs import deliver_later, wake_later
from madoguchi.core.conversations.letter import Letter, Then
from madoguchi.core.conversations.models import Attachment, Conversation, Draft, Message
from madoguchi.core.conversations.outbound import ROLES, write_reply
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require

HOLD = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Sending:
    """How a reply leaves: what happens then, how long it is held, and a name by which a repeat is recognised."""

    then: Then = Then()
    hold: timedelta = HOLD
    once: str = ""


def reply(conversation_id: int, *, letter: Letter, sending: Sending, actor: Actor) -> Message:
    """Write a reply and queue it. The same `once` again gives the message that was made the first time.

    Raises Refused (empty, no-recipient, bad-address, merged, snooze-in-the-past), NotAllowed.
    """
    require(actor, "conversation.reply")
    letter.check()
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        key = digest(f"reply:{actor}:{conversation.id}:{sending.once}") if sending.once else ""
        known = Message.objects.filter(dedupe_key=key).first() if key else None
        if known is not None:
            return known
        message = _written(conversation, letter, actor, send_at=now() + sending.hold, key=key)
        steps.take_files(message, letter.attachment_ids, actor.own_id)
        with gathering():
            _move_on(conversation, message, sending.then, actor)
            assert message.send_at is not None
            steps.note_fact(conversation, ReplyQueued(message.id, message.send_at.isoformat()), actor)
        if actor.kind != "token":  # a program that answers for a person leaves what they are writing
            Draft.objects.filter(conversation=conversation, person_id=actor.own_id, kind=Draft.Kind.REPLY).delete()
        deliver_later(message)
        return message


def undo(message_id: int, *, actor: Actor) -> Draft:
    """Take a held reply back: it becomes a draft again and nothing was sent. Raises Refused("too-late")."""
    require(actor, "conversation.reply")
    with tenant(actor.workspace_id):
        message = Message.objects.filter(id=message_id, kind=Message.Kind.REPLY).first()
        if message is None:
            raise NotAllowed("not-found", _("This reply does not exist any more."))
        conversation = locked(message.conversation_id, actor)
        message = Message.objects.select_for_update().get(id=message_id)
        if message.before_it is None or message.deliveries.exclude(attempts=0, state="queued").exists():
            raise Refused("too-late", _("It is too late: the reply is on its way."))
        draft = _back_to_draft(conversation, message, actor)
        _restore(conversation, message.before_it)
        steps.note_fact(conversation, ReplyUndone(message.id), actor)
        message.deliveries.all().delete()
        message.delete()
        return draft


def _written(conversation: Conversation, letter: Letter, actor: Actor, *, send_at: datetime, key: str) -> Message:
    message = Message(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        kind=Message.Kind.REPLY,
        person_id=actor.person_id,
        subject=(letter.subject or answer_subject(conversation.subject))[:400],
        text=letter.text.strip(),
        addresses={
            line: [[address, ""] for address in getattr(letter, line)] for line in ROLES if getattr(letter, line)
        },
        dedupe_key=key,
        at=now(),
        send_at=send_at,
        before_it=_snapshot(conversation),
    )
    write_reply(message, letter)
    return message


def answer_subject(subject: str) -> str:
    """The subject of an answer, with one "Re: " before it."""
    plain = subject.strip()
    return plain if plain[:3].lower() == "re:" else f"Re: {plain}".rstrip(": ") if plain else ""


def _move_on(conversation: Conversation, message: Message, then: Then, actor: Actor) -> None:
    if conversation.assignee_id is None and actor.person_id is not None:
        steps.note_fact(conversation, ConversationAssigned(None, actor.person_id), actor)
        conversation.assignee_id = actor.person_id
    steps.customer_answered(conversation, message.at)
    steps.touch(conversation, message)
    if then.what == "resolve":
        steps.resolve(conversation, actor)
    elif then.what == "snooze" and then.until is not None:
        steps.snooze(conversation, then.until, actor)
        wake_later(conversation)
    update(conversation)


SNAPSHOT = ("status", "assignee_id", "waiting_on", "preview")
SNAPSHOT_TIMES = ("snoozed_until", "resolved_at", "waiting_since", "first_replied_at", "last_activity_at")


def _snapshot(conversation: Conversation) -> dict[str, Any]:
    times = {name: getattr(conversation, name) for name in SNAPSHOT_TIMES}
    return {name: getattr(conversation, name) for name in SNAPSHOT} | {
        name: at.isoformat() if at else None for name, at in times.items()
    }


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
        kind=Draft.Kind.REPLY,
        defaults={"workspace_id": conversation.workspace_id},
    )
    draft.text = f"{message.text}\n\n{draft.text}".rstrip()
    draft.fields = {line: [a for a, _n in pairs] for line, pairs in message.addresses.items()}
    draft.updated_at = now()
    draft.save(update_fields=["text", "fields", "updated_at"])
    Attachment.objects.filter(message=message).update(message=None, draft=draft)
    return draft
