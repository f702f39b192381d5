"""What can happen to a conversation. Ids and before/after; never what somebody wrote."""

from dataclasses import dataclass
from typing import Any, ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class ConversationCreated(Fact):
    """`split_from` is the one that its first messages were taken from."""

    type: ClassVar[str] = "conversation.created"
    inbox_id: int
    channel: str
    split_from: int | None = None


@dataclass(frozen=True, slots=True)
class MessageReceived(Fact):
    """`automatic` is "" for what a person wrote."""

    type: ClassVar[str] = "message.received"
    message_id: int
    automatic: str


@dataclass(frozen=True, slots=True)
class ReplyQueued(Fact):
    """A reply was written; it goes out at `send_at` (ISO 8601) unless it is undone."""

    type: ClassVar[str] = "reply.queued"
    message_id: int
    send_at: str


@dataclass(frozen=True, slots=True)
class ReplyScheduled(Fact):
    """A reply was written that goes out later, or its time was changed; it answers nobody until `reply.queued`."""

    type: ClassVar[str] = "reply.scheduled"
    message_id: int
    send_at: str


@dataclass(frozen=True, slots=True)
class MessageForwarded(Fact):
    """A message was handed on to somebody else, by a reply of its own (`message_id`) that was queued."""

    type: ClassVar[str] = "message.forwarded"
    message_id: int
    forwarded_id: int


@dataclass(frozen=True, slots=True)
class ReplyUndone(Fact):
    type: ClassVar[str] = "reply.undone"
    message_id: int


@dataclass(frozen=True, slots=True)
class DeliveryChanged(Fact):
    """A delivery of a reply to one recipient went from one state to another."""

    type: ClassVar[str] = "delivery.changed"
    message_id: int
    delivery_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NoteAdded(Fact):
    type: ClassVar[str] = "note.added"
    message_id: int
    mentioned: list[int]


@dataclass(frozen=True, slots=True)
class ConversationAssigned(Fact):
    type: ClassVar[str] = "conversation.assigned"
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ConversationTeamChanged(Fact):
    type: ClassVar[str] = "conversation.team_changed"
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ConversationTakenOver(Fact):
    """Somebody has made it theirs while others were at it: the owner of before, and those with an unsent reply there.
    A change of the owner is told by conversation.assigned too."""

    type: ClassVar[str] = "conversation.taken_over"
    before: int | None
    writers: list[int]


@dataclass(frozen=True, slots=True)
class HelpRequested(Fact):
    """Somebody asks for help; a team is named, or whoever leads is asked. What they ask stands in the request."""

    type: ClassVar[str] = "help.requested"
    request_id: int
    person_id: int
    team_id: int | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class HelpTaken(Fact):
    """Somebody helps. `asked_by` is who waits for it."""

    type: ClassVar[str] = "help.taken"
    request_id: int
    person_id: int
    asked_by: int


@dataclass(frozen=True, slots=True)
class HelpSettled(Fact):
    """It is not needed any more. `taken_by` is null where nobody had come."""

    type: ClassVar[str] = "help.settled"
    request_id: int
    asked_by: int
    taken_by: int | None


@dataclass(frozen=True, slots=True)
class HelpAwaited(Fact):
    """What had ended a call for help was undone: it stands again."""

    type: ClassVar[str] = "help.awaited"
    request_id: int
    asked_by: int
    taken_by: int | None


@dataclass(frozen=True, slots=True)
class ConversationSnoozed(Fact):
    type: ClassVar[str] = "conversation.snoozed"
    until: str


@dataclass(frozen=True, slots=True)
class ConversationResolved(Fact):
    """`why` is "" where somebody did it, or "erased": the data of its contact were erased."""

    type: ClassVar[str] = "conversation.resolved"
    before: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class ConversationReopened(Fact):
    """`why` is "by_hand", "answered", "woken", "bounced" or "undone"."""

    type: ClassVar[str] = "conversation.reopened"
    before: str
    why: str


@dataclass(frozen=True, slots=True)
class ConversationTagged(Fact):
    type: ClassVar[str] = "conversation.tagged"
    tag_id: int


@dataclass(frozen=True, slots=True)
class ConversationUntagged(Fact):
    type: ClassVar[str] = "conversation.untagged"
    tag_id: int


@dataclass(frozen=True, slots=True)
class ConversationPriorityChanged(Fact):
    type: ClassVar[str] = "conversation.priority_changed"
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ConversationPlanned(Fact):
    """Next action, due time or waiting-on changed; `changed` maps the field to before/after (texts left out)."""

    type: ClassVar[str] = "conversation.planned"
    changed: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ConversationDue(Fact):
    """The time by which something was to be done has come, and it is not resolved."""

    type: ClassVar[str] = "conversation.due"
    due_at: str


@dataclass(frozen=True, slots=True)
class ConversationFollowed(Fact):
    """Somebody hears of it from now on. `why` is "by_hand", "mentioned" or "answered"."""

    type: ClassVar[str] = "conversation.followed"
    person_id: int
    why: str


@dataclass(frozen=True, slots=True)
class ConversationUnfollowed(Fact):
    type: ClassVar[str] = "conversation.unfollowed"
    person_id: int


@dataclass(frozen=True, slots=True)
class ConversationAttributesChanged(Fact):
    type: ClassVar[str] = "conversation.attributes_changed"
    keys: list[str]


@dataclass(frozen=True, slots=True)
class ConversationRenamed(Fact):
    type: ClassVar[str] = "conversation.renamed"


@dataclass(frozen=True, slots=True)
class ConversationMerged(Fact):
    """Recorded on the one that stays. `moved` lists what came, `before` how both stood: what undoing needs."""

    type: ClassVar[str] = "conversation.merged"
    merged_id: int
    moved: dict[str, list[int]]
    before: dict[str, str]


@dataclass(frozen=True, slots=True)
class ConversationMergeUndone(Fact):
    """Recorded on the one that stayed."""

    type: ClassVar[str] = "conversation.merge_undone"
    merged_id: int


@dataclass(frozen=True, slots=True)
class ConversationSplit(Fact):
    """Recorded on the one that messages were taken from."""

    type: ClassVar[str] = "conversation.split"
    new_id: int
    message_ids: list[int]


@dataclass(frozen=True, slots=True)
class ConversationLinked(Fact):
    type: ClassVar[str] = "conversation.linked"
    other_id: int
    why: str


@dataclass(frozen=True, slots=True)
class ConversationUnlinked(Fact):
    type: ClassVar[str] = "conversation.unlinked"
    other_id: int


@dataclass(frozen=True, slots=True)
class ParticipantAdded(Fact):
    type: ClassVar[str] = "participant.added"
    participant_contact_id: int


@dataclass(frozen=True, slots=True)
class ParticipantRemoved(Fact):
    type: ClassVar[str] = "participant.removed"
    participant_contact_id: int


@dataclass(frozen=True, slots=True)
class ConversationMarkedSpam(Fact):
    type: ClassVar[str] = "conversation.marked_spam"


@dataclass(frozen=True, slots=True)
class ConversationUnmarkedSpam(Fact):
    type: ClassVar[str] = "conversation.unmarked_spam"


@dataclass(frozen=True, slots=True)
class TagCreated(Fact):
    type: ClassVar[str] = "tag.created"
    tag_id: int


@dataclass(frozen=True, slots=True)
class TagChanged(Fact):
    type: ClassVar[str] = "tag.changed"
    tag_id: int


@dataclass(frozen=True, slots=True)
class TagDeleted(Fact):
    type: ClassVar[str] = "tag.deleted"
    tag_id: int
