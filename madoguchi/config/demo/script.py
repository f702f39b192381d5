"""What the plan hands to the loader: who said what to whom, when, and what was done about it.

Seats, contacts, inboxes and tags are named by the keys of the content; times are aware and in UTC.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class File:
    """Something attached; with a `content_id` the HTML shows it."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a reply: `state` as in core.conversations.models.Delivery."""

    state: str = "sent"
    code: str = "250"
    response: str = "2.0.0 OK"


@dataclass(frozen=True, slots=True)
class Said:
    """A message. `text` is all of a mail, `reply_text` what is new in it; replies and notes have only `text`."""

    key: str
    kind: str  # "inbound", "reply", "note"
    author: str  # a contact's key, or a seat's
    at: datetime
    text: str
    reply_text: str = ""
    html: str = ""
    to: str = ""  # a contact's key; "" for a mail to us
    cc: tuple[str, ...] = ()
    automatic: str = ""
    delivery: Delivery | None = None
    mentions: tuple[str, ...] = ()
    files: tuple[File, ...] = ()

    @property
    def is_from_customer(self) -> bool:
        return self.kind == "inbound" and not self.automatic


@dataclass(frozen=True, slots=True)
class Change:
    """Something done to a conversation: `verb` is the last word of the event, `value` a key, a number or a time.

    `actor` is a seat's key, or "" for the product itself or the customer.
    """

    at: datetime
    verb: str  # assigned, team_changed, tagged, priority_changed, snoozed, resolved, reopened, marked_spam, planned
    actor: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation from its first line to where it stands now."""

    key: str
    inbox: str
    contact: str
    subject: str
    said: tuple[Said, ...]
    changes: tuple[Change, ...]
    status: str  # "open", "snoozed", "resolved"
    assignee: str = ""
    team: str = ""
    tags: tuple[str, ...] = ()
    priority: str = "normal"
    snoozed_until: datetime | None = None
    resolved_at: datetime | None = None
    next_action: str = ""
    due_at: datetime | None = None
    is_spam: bool = False
    began_with_us: bool = False
    merged_into: str = ""
    linked_to: str = ""
    draft: str = ""

    @property
    def began_at(self) -> datetime:
        return self.said[0].at

    @property
    def last_at(self) -> datetime:
        return max(message.at for message in self.said)

    @property
    def waiting_since(self) -> datetime | None:
        """Since when the customer waits for a word of ours; None where we spoke last or it is closed."""
        since: datetime | None = None
        for message in self.said:
            if message.is_from_customer or message.automatic == "bounce":
                since = since or message.at
            elif message.kind == "reply":
                since = None
        return since if self.status != "resolved" else None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A mail that was accepted and became no message, with the state and the reason of that."""

    inbox: str
    at: datetime
    raw: bytes
    state: str
    reason: str
    sender: str
    name: str
    subject: str
    preview: str
    detail: str = ""
