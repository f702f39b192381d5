"""What a person writes to a customer, and whom it goes to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.contacts.models import Identity
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.conversations.threading import may_add_recipients
from madoguchi.core.inboxes.models import InboxAddress

# Tolerant on purpose: a..b.@docomo.ne.jp is a real address (STACK.md). No control characters, one @, a domain.
ADDRESS = re.compile(r"[^\s@<>,;:\"\x00-\x1f\x7f]{1,64}@[^\s@<>,;:\"\x00-\x1f\x7f]{1,255}")
MOST_RECIPIENTS = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply: Markdown text, addresses, and the ids of files that were attached to the draft."""

    text: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    subject: str = ""
    attachment_ids: tuple[int, ...] = ()

    def check(self) -> None:
        """Raise Refused for an empty text, no recipient, too many, or an address that is none."""
        if not self.text.strip() and not self.attachment_ids:
            raise Refused("empty", _("Write something first."), field="text")
        if not self.to:
            raise Refused("no-recipient", _("Add at least one recipient."), field="to")
        if len(self.to) + len(self.cc) + len(self.bcc) > MOST_RECIPIENTS:
            raise Refused("too-many-recipients", _("At most 50 recipients at once."), field="to")
        for address in chain(self.to, self.cc, self.bcc):
            if not ADDRESS.fullmatch(address):
                text = _("“%(address)s” is not a mail address.") % {"address": address[:100]}
                raise Refused("bad-address", text, field="to")


@dataclass(frozen=True, slots=True)
class Then:
    """What happens to the conversation when the reply is sent: "" (nothing), "resolve", or "snooze" until a time."""

    what: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a reply goes to unless the writer says otherwise. `offered` were named by an unproven mail: shown only."""

    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


def default_recipients(conversation: Conversation) -> Recipients:
    """The main contact, and everybody who is part of the conversation as CC.

    Reply-To counts only when the mail's sender is proven; the addresses of an unproven mail are only offered.
    """
    last = _last_inbound(conversation)
    main = _main_address(conversation, last)
    guests = conversation.participants.values_list("address", flat=True)
    cc = tuple(address for address in guests if address.lower() != main.lower())
    known = {main.lower(), *(address.lower() for address in cc)}
    named = _named_in(last) if last else []
    ours = InboxAddress.objects.filter(address__in=[address.lower() for address in named])
    known |= {address.lower() for address in ours.values_list("address", flat=True)}
    offered = tuple(address for address in dict.fromkeys(named) if address.lower() not in known)
    return Recipients((main,) if main else (), cc, offered)


def _last_inbound(conversation: Conversation) -> Message | None:
    said = conversation.messages.filter(kind=Message.Kind.INBOUND).exclude(automatic="bounce")
    newest = said.filter(contact_id=conversation.contact_id).order_by("-id")
    return newest.only("addresses", "authentication").first()


def _main_address(conversation: Conversation, last: Message | None) -> str:
    identities = list(
        Identity.objects.filter(contact_id=conversation.contact_id, kind=Identity.Kind.MAIL)
        .order_by("id")
        .values_list("value", flat=True)
    )
    if last is not None:
        reply_to = [address for address, _name in last.addresses.get("reply_to", [])]
        if reply_to and may_add_recipients(last.authentication.get("verdict", "none")):
            return str(reply_to[0])
        written_from = [address for address, _name in last.addresses.get("from", [])]
        if written_from and written_from[0].lower() in {value.lower() for value in identities}:
            return str(written_from[0])
    return identities[0] if identities else ""


def _named_in(message: Message) -> list[str]:
    lines: Iterable[list[str]] = chain.from_iterable(
        message.addresses.get(line, []) for line in ("reply_to", "to", "cc")
    )
    return [address for address, _name in lines]
