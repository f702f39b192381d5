"""What a mail is once it has been read: plain data, picklable, without a word of Django.

Source of truth for every route that brings mail in (SMTP, IMAP, HTTP, pipe): all of them end in `InboundMessage`.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox. The local part stays exactly as written (`a..b.@docomo.ne.jp`); the domain is in lower case."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class InboundAttachment:
    """A part that is not the text of the mail.

    `content` is decoded; `content_id` comes without angle brackets; `inline` says that the HTML may show it by `cid:`.
    """

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report that a mail of ours was not delivered (or not yet: `permanent` is False then).

    `status` is an enhanced status code of RFC 3463, such as `5.1.1`; `original_message_id` has no angle brackets
    and is empty where the report does not carry it.
    """

    recipient: str
    status: str
    permanent: bool
    original_message_id: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A mail that was read. Nothing in it is trusted: `html` is as it came and must be cleaned before it is shown."""

    subject: str
    from_: Address
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: datetime | None
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    text: str
    html: str
    reply_text: str
    quoted_text: str
    attachments: tuple[InboundAttachment, ...]
    automatic: bool
    automatic_kind: str
    spam: bool
    bounce: Bounce | None
    loop_count: int
    headers: tuple[tuple[str, str], ...]
    size: int
    defects: tuple[str, ...]
