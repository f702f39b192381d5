"""Steps that write down what goes out."""

import json
from typing import Any

from django.db import connection

from madoguchi.base.prepared import prepared
from madoguchi.core.conversations.letter import Letter
from madoguchi.core.conversations.models import Message
from madoguchi.core.conversations.tokens import new_token

ROLES = ("to", "cc", "bcc")

# One statement, because every reply waits for it: the message, the Message-ID that leads to it, and its deliveries.
# The Message-ID is of the domain of the inbox, whose channel sends it.
WRITE = """
WITH said AS (
  INSERT INTO messages (workspace_id, conversation_id, kind, channel, person_id, subject, text, reply_text, html,
                        addresses, mail_id, in_reply_to, dedupe_key, automatic, authentication, at, send_at, before_it)
  SELECT workspace_id, %(conversation_id)s::bigint, 'reply', channel, %(person_id)s::bigint, %(subject)s, %(text)s,
         '', '', %(addresses)s::jsonb,
         %(token)s || '@' || coalesce(nullif(lower(split_part(address, '@', -1)), ''), 'localhost'),
         '', %(dedupe_key)s, '', '{}', %(at)s::timestamptz, %(send_at)s::timestamptz, %(before_it)s::jsonb
  FROM inboxes WHERE workspace_id = %(workspace_id)s AND id = %(inbox_id)s
  RETURNING id, channel, mail_id
), referred AS (
  INSERT INTO message_references (workspace_id, conversation_id, mail_id)
  SELECT %(workspace_id)s::bigint, %(conversation_id)s::bigint, mail_id FROM said
  ON CONFLICT (conversation_id, mail_id) DO NOTHING
), queued AS (
  INSERT INTO deliveries (workspace_id, message_id, address, role, state, attempts, next_attempt_at, code, response)
  SELECT %(workspace_id)s::bigint, said.id, one.address, role, 'queued', 0, %(send_at)s::timestamptz, '', ''
  FROM said, unnest(%(recipients)s::text[], %(roles)s::text[]) WITH ORDINALITY AS one (address, role, place)
  ORDER BY place
)
SELECT id, channel, mail_id FROM said
"""


def write_reply(message: Message, letter: Letter) -> None:
    """The row of a reply of an inbox, one delivery for each recipient, and the Message-ID that leads to it.

    Sets the reply's id, channel and mail_id. Its conversation has to be at hand.
    """
    recipients = _recipients(letter).values()
    values: dict[str, Any] = {
        "workspace_id": message.workspace_id,
        "conversation_id": message.conversation_id,
        "inbox_id": message.conversation.inbox_id,
        "person_id": message.person_id,
        "subject": message.subject,
        "text": message.text,
        "addresses": json.dumps(message.addresses),
        "token": new_token(message.workspace_id),
        "dedupe_key": message.dedupe_key,
        "at": message.at,
        "send_at": message.send_at,
        "before_it": json.dumps(message.before_it),
        "recipients": [address for address, _role in recipients],
        "roles": [role for _address, role in recipients],
    }
    with prepared() as cursor:
        cursor.execute(WRITE, values)
        message.id, message.channel, message.mail_id = cursor.fetchone()
    message._state.adding, message._state.db = False, connection.alias  # noqa: SLF001  # as Django's own save() does


def _recipients(letter: Letter) -> dict[str, tuple[str, str]]:
    """Each address once, in the first role that it has."""
    seen: dict[str, tuple[str, str]] = {}
    for role in ROLES:
        for address in getattr(letter, role):
            seen.setdefault(address.lower(), (address, role))
    return seen
