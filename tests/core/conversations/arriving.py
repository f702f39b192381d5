"""Mails that arrive in the shared world, without a byte of MIME."""

from itertools import count
from typing import Any

from madoguchi.core.conversations.actions.receive import Item, receive
from madoguchi.core.conversations.arrival import Arrival, Party
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.inboxes.actions.accept import Address, Parcel, accept
from madoguchi.core.inboxes.models import Inbox, RawIntake
from madoguchi.core.people.actor import system

_numbers = count(1)


def mail(sender: str, **fields: Any) -> Arrival:
    """A mail from "Name <address>" or an address; everything else has a plain default."""
    name, _, address = sender.rpartition("<")
    number = next(_numbers)
    text = fields.pop("text", f"{number} 番目のお問い合わせです。")
    defaults = {"subject": "シフトが表示されません", "mail_id": f"{number}@mail.example", "text": text}
    return Arrival("email", Party(address.rstrip(">"), name.strip()), **{**defaults, "reply_text": text, **fields})


def arrive(inbox: Inbox, arrival: Arrival, *, raw: bytes = b"", forced: bool = False) -> RawIntake:
    """Accept and receive one mail in the running tenant."""
    item = raw or repr((next(_numbers), arrival)).encode()
    intake_id = accept(Parcel(item, "smtp"), to=Address(inbox.workspace_id, inbox.id))
    intake = RawIntake.objects.select_related("inbox").get(id=intake_id)
    receive([Item(intake, arrival, forced)], actor=system(inbox.workspace_id))
    return intake


def message_of(intake: RawIntake) -> Message:
    """The message that an item became."""
    assert intake.message_id is not None
    return Message.objects.select_related("conversation").get(id=intake.message_id)


def conversation_of(intake: RawIntake) -> Conversation:
    """The conversation that it is in."""
    return message_of(intake).conversation
