"""Steps that write down what came in."""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from madoguchi.base.text import digest
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.arrival import Arrival
from madoguchi.core.conversations.models import Conversation, Message


def dedupe_key(arrival: Arrival) -> str:
    """One logical mail, whatever routes it came by: same Message-ID, sender and words.

    The words count, because careless programs send different mails under one Message-ID, and
    because nobody must be able to make a mail vanish by sending its Message-ID first.
    """
    words = "".join(arrival.text.split()) or "".join(arrival.html.split())
    when = "" if arrival.mail_id else str(arrival.sent_date)
    parts = [arrival.channel, arrival.mail_id, arrival.sender.address.lower(), when, arrival.subject, words]
    parts += [digest(piece.content) for piece in arrival.pieces]
    return digest("\x00".join(parts))


# One statement, because every mail waits for it: the message and the Message-IDs that lead to it.
WRITE = """
WITH said AS (
  INSERT INTO messages (workspace_id, conversation_id, kind, channel, contact_id, subject, text, reply_text, html,
                        addresses, mail_id, in_reply_to, dedupe_key, automatic, authentication, at, sent_date)
  VALUES (%(workspace_id)s, %(conversation_id)s, 'inbound', %(channel)s, %(contact_id)s, %(subject)s, %(text)s,
          %(reply_text)s, %(html)s, %(addresses)s, %(mail_id)s, %(in_reply_to)s, %(dedupe_key)s, %(automatic)s,
          %(authentication)s, %(at)s, %(sent_date)s)
  RETURNING id
), referred AS (
  INSERT INTO message_references (workspace_id, conversation_id, mail_id)
  SELECT %(workspace_id)s, %(conversation_id)s, one FROM unnest(%(mail_ids)s::text[]) AS one
  ON CONFLICT (conversation_id, mail_id) DO NOTHING
)
SELECT id FROM said
"""


def write_inbound(conversation: Conversation, contact: Contact, arrival: Arrival, *, at: datetime) -> Message:
    """The message row of an arrival, its files, and the Message-IDs that lead to it."""
    columns: dict[str, Any] = {
        "workspace_id": conversation.workspace_id,
        "conversation_id": conversation.id,
        "channel": arrival.channel,
        "contact_id": contact.id,
        "subject": arrival.subject[:400],
        "text": arrival.text,
        "reply_text": "" if arrival.reply_text == arrival.text else arrival.reply_text,
        "html": arrival.html,
        "addresses": json.dumps(addresses_of(arrival)),
        "mail_id": arrival.mail_id,
        "in_reply_to": arrival.in_reply_to,
        "dedupe_key": dedupe_key(arrival),
        "automatic": arrival.automatic,
        "authentication": json.dumps({"verdict": arrival.verdict, **arrival.authentication}),
        "at": at,
        "sent_date": arrival.sent_date,
    }
    mail_ids = {arrival.mail_id, arrival.in_reply_to, *arrival.references} - {""}
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {**columns, "mail_ids": sorted(mail_ids)})
        (message_id,) = cursor.fetchone() or (0,)
    message = Message(id=message_id, workspace_id=conversation.workspace_id, conversation=conversation, at=at)
    steps.attach(message, arrival.pieces)
    return message


def addresses_of(arrival: Arrival) -> dict[str, list[list[str]]]:
    """The address lines as Message.addresses keeps them."""
    lines = {"from": (arrival.sender,), "to": arrival.to, "cc": arrival.cc, "reply_to": arrival.reply_to}
    return {
        name: [[party.address, party.name] for party in parties[:100]] for name, parties in lines.items() if parties
    }
