"""What can happen at the chats."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class ChatSeatChanged(Fact):
    """Somebody takes chats or does not, or another number of them at once."""

    type: ClassVar[str] = "chat.seat_changed"
    person_id: int
    is_available: bool
    capacity: int


@dataclass(frozen=True, slots=True)
class ChatKeptWaiting(Fact):
    """Somebody in a chat has waited for a person's word for `after` seconds; `person_ids` are alarmed."""

    type: ClassVar[str] = "chat.kept_waiting"
    since: str
    person_ids: list[int]
    after: int


@dataclass(frozen=True, slots=True)
class ChatEscalated(Fact):
    """Somebody in a chat has waited for `after` seconds, and it was handed on by a step of the chat: to a team, to a
    person, or both; null: it is nobody's."""

    type: ClassVar[str] = "chat.escalated"
    since: str
    after: int
    team_id: int | None
    person_id: int | None


@dataclass(frozen=True, slots=True)
class ChatOffered(Fact):
    """A chat was offered to somebody, who can accept it `until`."""

    type: ClassVar[str] = "chat.offered"
    person_id: int
    until: str


@dataclass(frozen=True, slots=True)
class ChatWatchedUnseen(Fact):
    """Somebody read a chat without being shown to those who work in it; for the audit log alone."""

    type: ClassVar[str] = "chat.watched_unseen"
    watched_id: int


@dataclass(frozen=True, slots=True)
class ChatHandedOn(Fact):
    """The visitor was told that another person, or a team, has the chat now."""

    type: ClassVar[str] = "chat.handed_on"
    message_id: int
    person_id: int | None
    team_id: int | None


@dataclass(frozen=True, slots=True)
class ChatOfferEnded(Fact):
    """An offer is over. `how` is "accepted", "declined", "missed" (they said nothing) or "withdrawn" (nobody waits any
    more, or somebody else has it)."""

    type: ClassVar[str] = "chat.offer_ended"
    person_id: int
    how: str


@dataclass(frozen=True, slots=True)
class ChatAcknowledged(Fact):
    """The customer was told without a person what was understood. `how` is "acknowledged", "asked" (nothing could be
    understood) or "updated" (the time that was promised has come); `promised_until` is when they hear again."""

    type: ClassVar[str] = "chat.acknowledged"
    message_id: int
    how: str
    promised_until: str | None


@dataclass(frozen=True, slots=True)
class TranscriptSent(Fact):
    """What was said in a chat goes by mail to whom it is with."""

    type: ClassVar[str] = "chat.transcript_sent"
    chat_id: int
