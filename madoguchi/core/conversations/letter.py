"""What a person writes to a customer, how it leaves, and whom it goes to."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.prepared import prepared
from madoguchi.base.text import digest
from madoguchi.core.conversations.threading import may_add_recipients
from madoguchi.core.inboxes.models import InboxAddress
from madoguchi.core.people.actor import Actor

# Tolerant on purpose: a..b.@docomo.ne.jp is a real address (STACK.md). No control characters, one @, a domain.
ADDRESS = re.compile(r"[^\s@<>,;:\"\x00-\x1f\x7f]{1,64}@[^\s@<>,;:\"\x00-\x1f\x7f]{1,255}")
VISITOR = re.compile(r"visitor:[\w-]{16,40}")  # somebody in the chat of a site
MOST_RECIPIENTS = 50
HOLD = timedelta(seconds=10)

Lines = dict[str, list[list[str]]]  # the address lines of a message: [address, name] by "from", "to", "cc", "reply_to"


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
            if not ADDRESS.fullmatch(address) and not VISITOR.fullmatch(address):
                text = _("“%(address)s” is not a mail address.") % {"address": address[:100]}
                raise Refused("bad-address", text, field="to")


@dataclass(frozen=True, slots=True)
class Then:
    """What happens to the conversation when the reply is sent: "" (nothing), "resolve", or "snooze" until a time."""

    what: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """How a reply leaves: what happens then, how long it is held, and a name by which a repeat is recognised.

    `seen` is the newest message that its writer knows of: it does not leave where somebody has answered after that.
    """

    then: Then = Then()
    hold: timedelta = HOLD
    once: str = ""
    seen: int = 0

    def key(self, *of: object) -> str:
        """By which a row is found when the same comes again: the deed, who, where. "" where nothing repeats."""
        return digest(":".join(map(str, (*of, self.once)))) if self.once else ""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a reply goes to unless the writer says otherwise. `offered` were named by an unproven mail: shown only."""

    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


# By hand, because a reply that a program writes begins with it; in one question, whose plan is kept.
KNOWN = """
SELECT conversation.inbox_id, last.addresses::text, last.authentication ->> 'verdict',
       ARRAY(SELECT CASE kind WHEN 'visitor' THEN 'visitor:' ELSE '' END || value FROM identities
             WHERE workspace_id = %(workspace)s AND contact_id = conversation.contact_id
               AND kind = CASE inbox.channel WHEN 'chat' THEN 'visitor' ELSE 'mail' END ORDER BY id),
       ARRAY(SELECT address FROM participants
             WHERE workspace_id = %(workspace)s AND conversation_id = %(conversation)s AND inbox.channel <> 'chat'
             ORDER BY id)
FROM conversations AS conversation
JOIN inboxes AS inbox ON inbox.workspace_id = %(workspace)s AND inbox.id = conversation.inbox_id
LEFT JOIN LATERAL (
  SELECT addresses, authentication FROM messages
  WHERE workspace_id = %(workspace)s AND conversation_id = %(conversation)s AND contact_id = conversation.contact_id
    AND kind = 'inbound' AND automatic <> 'bounce'
  ORDER BY id DESC LIMIT 1
) AS last ON true
WHERE conversation.workspace_id = %(workspace)s AND conversation.id = %(conversation)s
"""


def default_recipients(conversation_id: int, actor: Actor) -> Recipients:
    """The main contact, and everybody who is part of the conversation as CC, but in a chat: it has no copies.

    Reply-To counts only when the mail's sender is proven; the addresses of an unproven mail are only offered. Raises
    NotAllowed when the conversation is not there for this actor.
    """
    with prepared() as cursor:
        cursor.execute(KNOWN, {"workspace": actor.workspace_id, "conversation": conversation_id})
        found = cursor.fetchone()
    if found is None or not actor.may("conversation.read") or not actor.sees_inbox(found[0]):
        raise NotAllowed("not-found", _("This conversation does not exist."))
    _inbox_id, lines, verdict, identities, guests = found
    last: Lines = json.loads(lines) if lines else {}
    main = _main_address(last, verdict or "none", identities)
    cc = tuple(address for address in guests if address.lower() != main.lower())
    known = {main.lower(), *(address.lower() for address in cc)}
    named = _named_in(last)
    if named:
        ours = InboxAddress.objects.filter(address__in=[address.lower() for address in named])
        known |= {address.lower() for address in ours.values_list("address", flat=True)}
    offered = tuple(address for address in dict.fromkeys(named) if address.lower() not in known)
    return Recipients((main,) if main else (), cc, offered)


def _main_address(last: Lines, verdict: str, identities: Sequence[str]) -> str:
    reply_to = [address for address, _name in last.get("reply_to", [])]
    if reply_to and may_add_recipients(verdict):
        return reply_to[0]
    written_from = [address for address, _name in last.get("from", [])]
    if written_from and written_from[0].lower() in {value.lower() for value in identities}:
        return written_from[0]
    return identities[0] if identities else ""


def _named_in(last: Lines) -> list[str]:
    lines = chain.from_iterable(last.get(line, []) for line in ("reply_to", "to", "cc"))
    return [address for address, _name in lines]
