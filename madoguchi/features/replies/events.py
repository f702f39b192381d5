"""What can happen to saved replies. Their texts stay out of the ledger."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class SavedReplyCreated(Fact):
    type: ClassVar[str] = "saved_reply.created"
    reply_id: int
    shared: bool


@dataclass(frozen=True, slots=True)
class SavedReplyChanged(Fact):
    """`changed` names the fields."""

    type: ClassVar[str] = "saved_reply.changed"
    reply_id: int
    shared: bool
    changed: list[str]


@dataclass(frozen=True, slots=True)
class SavedReplyArchived(Fact):
    type: ClassVar[str] = "saved_reply.archived"
    reply_id: int
    shared: bool


@dataclass(frozen=True, slots=True)
class SavedReplyRestored(Fact):
    type: ClassVar[str] = "saved_reply.restored"
    reply_id: int
    shared: bool


@dataclass(frozen=True, slots=True)
class SavedReplyDeleted(Fact):
    type: ClassVar[str] = "saved_reply.deleted"
    reply_id: int
    shared: bool
