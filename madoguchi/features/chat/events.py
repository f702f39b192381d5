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
