"""What can happen to an inbox and to what comes in at it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class InboxCreated(Fact):
    type: ClassVar[str] = "inbox.created"
    inbox_id: int


@dataclass(frozen=True, slots=True)
class InboxChanged(Fact):
    """`changed` names the fields; secrets and texts are not recorded."""

    type: ClassVar[str] = "inbox.changed"
    inbox_id: int
    changed: list[str]


@dataclass(frozen=True, slots=True)
class InboxDisabled(Fact):
    type: ClassVar[str] = "inbox.disabled"
    inbox_id: int


@dataclass(frozen=True, slots=True)
class InboxEnabled(Fact):
    type: ClassVar[str] = "inbox.enabled"
    inbox_id: int


@dataclass(frozen=True, slots=True)
class IntakeSetAside(Fact):
    """An accepted item did not become a message; `state` says where it is, `reason` why."""

    type: ClassVar[str] = "intake.set_aside"
    inbox_id: int
    intake_id: int
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class IntakeReplayed(Fact):
    type: ClassVar[str] = "intake.replayed"
    inbox_id: int
    intake_id: int
    before: str


@dataclass(frozen=True, slots=True)
class InboxAccessGranted(Fact):
    type: ClassVar[str] = "inbox.access_granted"
    inbox_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class InboxAccessWithdrawn(Fact):
    type: ClassVar[str] = "inbox.access_withdrawn"
    inbox_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class ChannelFailed(Fact):
    """A mailbox cannot be reached or refuses us; shown on the desk until it works again."""

    type: ClassVar[str] = "channel.failed"
    inbox_id: int
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChannelRecovered(Fact):
    type: ClassVar[str] = "channel.recovered"
    inbox_id: int


@dataclass(frozen=True, slots=True)
class MailboxRereadAsked(Fact):
    """Somebody wants a period of the mailbox read once more."""

    type: ClassVar[str] = "inbox.reread_asked"
    inbox_id: int
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class MailboxReread(Fact):
    """It was read; `stored` were new, `duplicates` we had; `unreadable` of both came without their body."""

    type: ClassVar[str] = "inbox.reread"
    inbox_id: int
    stored: int
    duplicates: int
    unreadable: int = 0
