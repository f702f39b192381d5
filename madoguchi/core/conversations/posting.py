"""From a reply in the database to what a channel sends: addresses, references, quote, signature, files."""

from collections.abc import Sequence

from madoguchi.base.addresses import mail_key
from madoguchi.base.prepared import prepared
from madoguchi.base.rows import row_by
from madoguchi.core.contacts.names import addressed
from madoguchi.core.contacts.steps import known_by_mail
from madoguchi.core.conversations.arrival import Party, Piece
from madoguchi.core.conversations.models import Message
from madoguchi.core.conversations.outgoing import Outgoing, Quoted
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.inboxes.steps import content_of

MOST_REFERENCES = 20
HOME = "id = (SELECT inbox_id FROM conversations WHERE id = %s)"
READER = """
SELECT contact.language, workspace.time_zone
FROM conversations AS conversation
JOIN contacts AS contact ON contact.id = conversation.contact_id
JOIN workspaces AS workspace ON workspace.id = conversation.workspace_id
WHERE conversation.workspace_id = %s AND conversation.id = %s
"""
ANSWERED = """
conversation_id = %s AND id < %s AND kind = 'inbound' AND automatic <> 'bounce' ORDER BY id DESC LIMIT 1
"""
REFERENCES = """
SELECT mail_id FROM messages WHERE workspace_id = %s AND conversation_id = %s AND id < %s AND mail_id <> ''
  AND forwards_id IS NULL
ORDER BY id DESC LIMIT %s
"""


def outgoing_of(message: Message, recipients: Sequence[str]) -> Outgoing:
    """All that is needed to send one reply to some of its recipients, read in the running transaction."""
    inbox = row_by(Inbox, message.workspace_id, HOME, [message.conversation_id])
    assert inbox is not None
    is_forward = message.forwards_id is not None  # it answers nothing, and refers to nothing (forwarding.py)
    is_automatic = bool(message.automatic)  # nothing that a stranger chose goes to an address that they may have forged
    answered = None if is_forward else row_by(Message, message.workspace_id, ANSWERED, _before(message))
    names = _names(message)
    reads, time_zone = _reader(message)
    language = inbox.language_for(reads)
    return Outgoing(
        workspace_id=message.workspace_id,
        inbox_id=inbox.id,
        settings=inbox.settings,
        secrets=inbox.secret_values,
        sender=Party(inbox.address, inbox.sender_name or inbox.name),
        to=_parties(message, "to", names),
        cc=_parties(message, "cc", names),
        bcc=_parties(message, "bcc", names),
        recipients=tuple(recipients),
        subject=message.subject,
        markdown=message.text,
        signature=inbox.signature_in(language),
        language=language,
        charset=inbox.charset,
        time_zone=time_zone,
        mail_id=message.mail_id,
        in_reply_to=answered.mail_id if answered else "",
        references=() if is_forward else _references(message),
        written_at=message.at,
        quoted=_quote(answered) if answered and not is_automatic else None,
        is_automatic=is_automatic,
        pieces=tuple(
            Piece(file.name, file.content_type, content_of(file.blob), file.content_id, file.inline)
            for file in message.attachments.select_related("blob").order_by("id")
        ),
    )


def _reader(message: Message) -> tuple[str, str]:
    """The language that the customer reads, "" where nobody knows, and the time zone that the workspace reckons in."""
    with prepared() as cursor:
        cursor.execute(READER, [message.workspace_id, message.conversation_id])
        language, time_zone = cursor.fetchone()
        return language, time_zone


def _before(message: Message) -> list[int]:
    return [message.conversation_id, message.id]


def _references(message: Message) -> tuple[str, ...]:
    with prepared() as cursor:
        cursor.execute(REFERENCES, [message.workspace_id, *_before(message), MOST_REFERENCES])
        return tuple(mail_id for (mail_id,) in reversed(cursor.fetchall()))


def _quote(answered: Message) -> Quoted:
    address, name = answered.addresses.get("from", [["", ""]])[0]
    return Quoted(Party(address, name or str(answered.contact)), answered.sent_date or answered.at, answered.text)


def _parties(message: Message, line: str, names: dict[str, str]) -> tuple[Party, ...]:
    pairs = message.addresses.get(line, [])
    return tuple(Party(address, name or names.get(mail_key(address), "")) for address, name in pairs)


def _names(message: Message) -> dict[str, str]:
    """What the recipients are called, with the honorific that their contact has."""
    keys = [mail_key(pair[0]) for pairs in message.addresses.values() for pair in pairs]
    return {key: addressed(contact) for key, contact in known_by_mail(message.workspace_id, keys).items()}
