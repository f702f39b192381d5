"""Steps that write down what came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from madoguchi.base.text import digest
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.arrival import Arrival
from madoguchi.core.conversations.models import Conversation, Message, MessageReference


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


@dataclass(frozen=True, slots=True)
class Said:
    """An arrival on its way into a conversation. `key` is its dedupe_key, `at` when it was accepted."""

    conversation: Conversation
    contact: Contact
    arrival: Arrival
    key: str
    at: datetime


def write_inbound(said: Sequence[Said]) -> list[Message]:
    """The message rows of arrivals, their files, and the Message-IDs that lead to them; two statements for all."""
    messages = Message.objects.bulk_create([_message_of(one) for one in said])
    MessageReference.objects.bulk_create(
        [
            MessageReference(workspace_id=message.workspace_id, conversation=message.conversation, mail_id=mail_id)
            for message, one in zip(messages, said, strict=True)
            for mail_id in sorted({one.arrival.mail_id, one.arrival.in_reply_to, *one.arrival.references} - {""})
        ],
        ignore_conflicts=True,
    )
    for message, one in zip(messages, said, strict=True):
        if one.arrival.pieces:
            steps.attach(message, one.arrival.pieces)
    return messages


def _message_of(said: Said) -> Message:
    arrival = said.arrival
    return Message(
        workspace_id=said.conversation.workspace_id,
        conversation=said.conversation,
        kind=Message.Kind.INBOUND,
        channel=arrival.channel,
        contact=said.contact,
        subject=arrival.subject[:400],
        text=arrival.text,
        reply_text="" if arrival.reply_text == arrival.text else arrival.reply_text,
        html=arrival.html,
        addresses=addresses_of(arrival),
        mail_id=arrival.mail_id,
        in_reply_to=arrival.in_reply_to,
        dedupe_key=said.key,
        automatic=arrival.automatic,
        authentication={"verdict": arrival.verdict, **arrival.authentication},
        at=said.at,
        sent_date=arrival.sent_date,
    )


def addresses_of(arrival: Arrival) -> dict[str, list[list[str]]]:
    """The address lines as Message.addresses keeps them."""
    lines = {"from": (arrival.sender,), "to": arrival.to, "cc": arrival.cc, "reply_to": arrival.reply_to}
    return {
        name: [[party.address, party.name] for party in parties[:100]] for name, parties in lines.items() if parties
    }
