"""Steps that write down what goes out."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.prepared import prepared
from madoguchi.base.saving import insert_with
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ReplyQueued
from madoguchi.core.conversations.jobs import DELIVERY, wake_later
from madoguchi.core.conversations.letter import VISITOR, Letter, Sending, Then
from madoguchi.core.conversations.models import Conversation, Delivery, Message
from madoguchi.core.conversations.telling import tell_at_once
from madoguchi.core.conversations.tokens import new_token
from madoguchi.core.events.ledger import wake_on_commit
from madoguchi.core.people.actor import Actor

ROLES = ("to", "cc", "bcc")
# A forward tells the customer nothing, and what we say automatically answers nothing.
ANSWERS = Q(kind=Message.Kind.REPLY, forwards__isnull=True, automatic="")
# What undoing a reply restores.
SNAPSHOT = ("status", "assignee_id", "waiting_on", "preview")
SNAPSHOT_TIMES = ("snoozed_until", "resolved_at", "waiting_since", "first_replied_at", "last_activity_at")

# One statement, because every reply waits for it: the message, the Message-ID that leads to it, its deliveries, and
# the duty to deliver it (that of a reply that is sent later comes with its time).
# The Message-ID is of the domain of the inbox, whose channel sends it. What is said in a chat is there when it is
# written: nothing is left to be done, and nothing can be undone.
# `made` is the conversation.
SAID = """
, said AS (
  INSERT INTO messages (workspace_id, conversation_id, kind, channel, person_id, subject, text, reply_text, html,
                        addresses, mail_id, in_reply_to, dedupe_key, automatic, authentication, at, send_at, before_it,
                        scheduled, forwards_id)
  SELECT workspace_id, (SELECT id FROM made), 'reply', channel, %(person_id)s::bigint, %(subject)s, %(text)s,
         '', '', %(addresses)s::jsonb,
         %(token)s || '@' || coalesce(nullif(lower(split_part(address, '@', -1)), ''), 'localhost'),
         '', %(dedupe_key)s, %(automatic)s, '{}', %(at)s::timestamptz,
         CASE WHEN channel = 'chat' AND %(scheduled)s::jsonb IS NULL THEN %(at)s ELSE %(send_at)s END::timestamptz,
         CASE WHEN channel <> 'chat' OR %(scheduled)s::jsonb IS NOT NULL THEN %(before_it)s::jsonb END,
         %(scheduled)s::jsonb, %(forwards_id)s::bigint
  FROM inboxes WHERE workspace_id = %(workspace_id)s AND id = %(inbox_id)s AND EXISTS (SELECT FROM made)
  RETURNING id, conversation_id, channel, mail_id, send_at, channel = 'chat' AND scheduled IS NULL AS is_there
), referred AS (
  INSERT INTO message_references (workspace_id, conversation_id, mail_id)
  SELECT %(workspace_id)s::bigint, conversation_id, mail_id FROM said
  ON CONFLICT (conversation_id, mail_id) DO NOTHING
), queued AS (
  INSERT INTO deliveries (workspace_id, message_id, address, role, state, attempts, next_attempt_at, settled_at,
                          code, response)
  SELECT %(workspace_id)s::bigint, said.id, one.address, role, CASE WHEN is_there THEN 'sent' ELSE 'queued' END, 0,
         CASE WHEN NOT is_there THEN said.send_at END, CASE WHEN is_there THEN said.send_at END, '', ''
  FROM said, unnest(%(recipients)s::text[], %(roles)s::text[]) WITH ORDINALITY AS one (address, role, place)
  ORDER BY place
  RETURNING id, address, role, queued_at
), duty AS (
  INSERT INTO outbox (topic, workspace_id, ref_id, subscriber, attempts, error, due_at)
  SELECT 'delivery', %(workspace_id)s::bigint, id, '', 0, '', send_at
  FROM said WHERE %(scheduled)s::jsonb IS NULL AND NOT is_there
)
SELECT made.*, said.id, said.channel, said.mail_id, said.send_at,
       queued.id, queued.address, queued.role, queued.queued_at
FROM made, said, queued ORDER BY queued.id
"""
# To a person whose data were erased nothing is made.
WRITE = f"""
WITH made AS (
  SELECT %(conversation_id)s::bigint AS id
  WHERE NOT EXISTS (
    SELECT FROM contacts WHERE workspace_id = %(workspace_id)s AND id = %(contact_id)s AND erased_at IS NOT NULL
  )
){SAID}"""  # noqa: S608  # both are constants


class AnsweredMeanwhile(Refused):
    """Somebody has answered, and its writer does not know of it: two who send at once are not both heard."""

    def __init__(self) -> None:
        super().__init__("answered-meanwhile", _("Somebody has answered in the meantime."))


class NobodyLeft(Refused):
    """The data of the contact were erased: their address is not kept again by answering."""

    def __init__(self) -> None:
        super().__init__("erased", _("This person's data were erased: there is nobody left to answer."))


def reply_to(conversation: Conversation, letter: Letter, sending: Sending, actor: Actor, *, key: str) -> Message:
    """A reply that is not written yet, with what undoing it restores: the conversation as it is now.

    Raises AnsweredMeanwhile.
    """
    if sending.seen and _answered_since(conversation, sending.seen):
        raise AnsweredMeanwhile
    at = now()
    return Message(
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
        at=at,
        send_at=at + sending.hold,
        before_it=_snapshot(conversation),
    )


def _answered_since(conversation: Conversation, seen: int) -> bool:
    return Message.objects.filter(ANSWERS, conversation=conversation, id__gt=seen).exists()


def answer_subject(subject: str) -> str:
    """The subject of an answer, with one "Re: " before it."""
    plain = subject.strip()
    return plain if plain[:3].lower() == "re:" else f"Re: {plain}".rstrip(": ") if plain else ""


def write_reply(message: Message, letter: Letter) -> None:
    """The row of a reply of an inbox, one delivery for each recipient, and the Message-ID that leads to it.

    It goes out at its time. Its conversation has to be at hand. Sets the reply's id, channel, mail_id, deliveries_on.
    Raises NobodyLeft.
    """
    whose = {"conversation_id": message.conversation_id, "contact_id": message.conversation.contact_id}
    with prepared() as cursor:
        cursor.execute(WRITE, _values(message, letter) | whose)
        written = [row[1:] for row in cursor.fetchall()]
    if not written:
        raise NobodyLeft
    _take_written(message, written)


def write_first(message: Message, letter: Letter) -> None:
    """The same together with the row of the conversation, which is new."""
    written = insert_with(message.conversation, further=SAID, values=_values(message, letter))
    message.conversation = message.conversation  # it has its id now
    _take_written(message, written)


def go_on(conversation: Conversation, then: Then, actor: Actor) -> bool:
    """What its writer wants of the conversation from now on; the row is not saved. Returns whether it changed."""
    if then.what == "resolve":
        return steps.resolve(conversation, actor)
    if then.what == "snooze" and then.until is not None:
        steps.snooze(conversation, then.until, actor)
        wake_later(conversation)
        return True
    return False


def queue_reply(message: Message, letter: Letter, actor: Actor) -> None:
    """Give a reply that was written its files, and say that it goes out when its hold is over."""
    assert message.send_at is not None
    steps.take_files(message, letter.attachment_ids, actor.own_id)
    steps.note_fact(message.conversation, ReplyQueued(message.id, message.send_at.isoformat()), actor)
    tell_at_once(message, message.conversation)


def _snapshot(conversation: Conversation) -> dict[str, Any]:
    times = {name: getattr(conversation, name) for name in SNAPSHOT_TIMES}
    return {name: getattr(conversation, name) for name in SNAPSHOT} | {
        name: at.isoformat() if at else None for name, at in times.items()
    }


def _values(message: Message, letter: Letter) -> dict[str, Any]:
    recipients = _recipients(letter).values()
    return {
        "workspace_id": message.workspace_id,
        "inbox_id": message.conversation.inbox_id,
        "person_id": message.person_id,
        "subject": message.subject,
        "text": message.text,
        "addresses": json.dumps(message.addresses),
        "token": new_token(message.workspace_id),
        "dedupe_key": message.dedupe_key,
        "automatic": message.automatic,
        "at": message.at,
        "send_at": message.send_at,
        "before_it": _json(message.before_it),
        "scheduled": _json(message.scheduled),
        "forwards_id": message.forwards_id,
        "recipients": [address for address, _role in recipients],
        "roles": [role for _address, role in recipients],
    }


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value)


def _recipients(letter: Letter) -> dict[str, tuple[str, str]]:
    """Each address once, in the first role that it has."""
    seen: dict[str, tuple[str, str]] = {}
    for role in ROLES:
        for address in getattr(letter, role):
            seen.setdefault(address.lower(), (address, role))
    return seen


def _take_written(message: Message, written: Sequence[Sequence[Any]]) -> None:
    message.id, message.channel, message.mail_id, message.send_at = written[0][:4]
    if _is_there(message):
        message.before_it = None
    elif message.scheduled is None and message.send_at is not None and message.send_at <= now():
        wake_on_commit(DELIVERY)
    _check_channel(message)
    message._state.adding, message._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001  # as Django's own save() does
    message.deliveries_on = [_delivery(message, *queued) for _id, _channel, _mail_id, _send_at, *queued in written]


def _check_channel(message: Message) -> None:
    """What is written in a chat goes to visitors, a mail to mail addresses. Raises Refused("bad-address")."""
    addresses = [address for pairs in message.addresses.values() for address, _name in pairs]
    if any(bool(VISITOR.fullmatch(address)) != (message.channel == "chat") for address in addresses):
        raise Refused("bad-address", _("This address does not belong to the channel of the conversation."), field="to")


def _is_there(message: Message) -> bool:
    return message.channel == "chat" and message.scheduled is None


def _delivery(message: Message, delivery_id: int, address: str, role: str, queued_at: datetime) -> Delivery:
    is_there = _is_there(message)
    return Delivery(
        id=delivery_id,
        workspace_id=message.workspace_id,
        message_id=message.id,
        address=address,
        role=role,
        queued_at=queued_at,
        state=Delivery.State.SENT if is_there else Delivery.State.QUEUED,
        next_attempt_at=None if is_there else message.send_at,
        settled_at=message.send_at if is_there else None,
    )
