"""What a channel hands to receive(): one thing said by somebody outside, already read, nothing of it trusted."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Party:
    """An address (mail address, phone number, LINE id) and the name it came with."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that came with it."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class BounceNotice:
    """A report about one of our replies. `mail_id` is our Message-ID, "" where the report does not carry it."""

    recipient: str
    status: str
    permanent: bool
    mail_id: str
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One inbound message. `verdict` is "pass", "fail" or "none": whether the sender's address is proven.

    `automatic` is "", "auto_reply", "list", "bulk", "bounce" or "loop". `reply_text` equals `text` where nothing
    was quoted.
    """

    channel: str
    sender: Party
    to: tuple[Party, ...] = ()
    cc: tuple[Party, ...] = ()
    reply_to: tuple[Party, ...] = ()
    subject: str = ""
    text: str = ""
    reply_text: str = ""
    html: str = ""
    mail_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sent_date: datetime | None = None
    language: str = ""
    automatic: str = ""
    loop_count: int = 0
    spam: bool = False
    bounce: BounceNotice | None = None
    verdict: str = "none"
    authentication: dict[str, Any] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
