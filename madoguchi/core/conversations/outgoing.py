"""What the core hands to a channel to send, and what the channel reports; channels register themselves here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from madoguchi.core.conversations.arrival import Party, Piece


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that is answered."""

    author: Party
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One reply on its way. `recipients` are those still to be tried, a part of to, cc and bcc."""

    workspace_id: int
    inbox_id: int
    settings: dict[str, Any]
    secrets: dict[str, Any] = field(repr=False)
    sender: Party
    to: tuple[Party, ...]
    cc: tuple[Party, ...]
    bcc: tuple[Party, ...]
    recipients: tuple[str, ...]
    subject: str
    markdown: str
    signature: str
    language: str
    charset: str
    time_zone: str
    mail_id: str
    in_reply_to: str
    references: tuple[str, ...]
    written_at: datetime
    quoted: Quoted | None = None
    is_automatic: bool = False  # no person wrote it
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one recipient: `state` is "sent", "deferred" or "failed". `kept`: sent, but only into the local
    outbox, because no server is set."""

    address: str
    state: str
    code: str = ""
    text: str = ""
    kept: bool = False


Send = Callable[[Outgoing], Sequence[Result]]

CHANNELS: dict[str, Send] = {}


def register_channel(name: str, send: Send) -> None:
    """Let replies of a channel be sent by `send`; it must have time-outs and never raise for a refused recipient."""
    CHANNELS[name] = send
