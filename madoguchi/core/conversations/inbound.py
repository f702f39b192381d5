"""Steps that write down what came in."""

from datetime import datetime

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


def write_inbound(conversation: Conversation, contact: Contact, arrival: Arrival, *, at: datetime) -> Message:
    """The message row of an arrival, its files, and the Message-IDs that lead to it."""
    message = Message.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        kind=Message.Kind.INBOUND,
        channel=arrival.channel,
        contact=contact,
        subject=arrival.subject[:400],
        text=arrival.text,
        reply_text="" if arrival.reply_text == arrival.text else arrival.reply_text,
        html=arrival.html,
        addresses=addresses_of(arrival),
        mail_id=arrival.mail_id,
        in_reply_to=arrival.in_reply_to,
        dedupe_key=dedupe_key(arrival),
        automatic=arrival.automatic,
        authentication={"verdict": arrival.verdict, **arrival.authentication},
        at=at,
        sent_date=arrival.sent_date,
    )
    steps.attach(message, arrival.pieces)
    steps.refer(conversation, [arrival.mail_id, arrival.in_reply_to, *arrival.references])
    return message


def addresses_of(arrival: Arrival) -> dict[str, list[list[str]]]:
    """The address lines as Message.addresses keeps them."""
    lines = {"from": (arrival.sender,), "to": arrival.to, "cc": arrival.cc, "reply_to": arrival.reply_to}
    return {
        name: [[party.address, party.name] for party in parties[:100]] for name, parties in lines.items() if parties
    }
