"""What follows at the chats from what happened elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from madoguchi.base.clock import now
from madoguchi.base.live import tell
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.events.models import Event
from madoguchi.features.chat.actions.acknowledge import acknowledge, answered, keep_promise
from madoguchi.features.chat.actions.hand_on import tell_who_has_it
from madoguchi.features.chat.actions.hand_out import hand_out
from madoguchi.features.chat.actions.offer import offer_out
from madoguchi.features.chat.actions.read import reached_us
from madoguchi.features.chat.jobs import mail_on_later
from madoguchi.features.chat.models import Chat, ChatSeat
from madoguchi.features.chat.queries import leading_to
from madoguchi.features.chat.room import is_anybody_free
from madoguchi.features.chat.saying import TOGETHER
from madoguchi.features.chat.telling import with_an_address
from madoguchi.features.chat.waits import watch

LEFT = "answer.handed_over"  # what the assistant had taken waits for a person now
# Somebody waits, or somebody may have room again.
ROOM = frozenset(
    {
        *(
            "message.received",
            "conversation.reopened",
            "conversation.unmarked_spam",
            "chat.seat_changed",
            "chat.offer_ended",
        ),
        *("conversation.assigned", "conversation.resolved", "conversation.snoozed", "conversation.marked_spam"),
        LEFT,
    }
)
HANDED = ("conversation.assigned", "conversation.team_changed")
JOINED = ("conversation.merged", "conversation.merge_undone")
# Who waits behind it stands elsewhere now.
MOVES = frozenset(
    {
        *JOINED,
        LEFT,
        *("reply.queued", "conversation.reopened", "conversation.resolved", "conversation.snoozed"),
        *("conversation.marked_spam", "conversation.unmarked_spam"),
    }
)
HEARD = (*sorted(ROOM), *JOINED, "reply.queued", "conversation.due", "conversation.team_changed")


def look_after_chats(events: Sequence[Event]) -> None:
    """Hand out who waits, tell them what was understood, and keep what they were told; may run twice."""
    workspace_id = events[0].workspace_id
    waiting = _waiting([event.conversation_id or 0 for event in events if event.type in ("message.received", LEFT)])
    asking = {chat.id for chat in waiting}
    if waiting:
        watch(workspace_id, waiting)  # before any conversation is locked: the lane locks in the same order
    if any(event.type in ROOM for event in events):
        if hand_out(workspace_id):
            waiting = _waiting([chat.id for chat in waiting])  # some have an owner now
        offer_out(workspace_id)
    _greet(waiting, workspace_id)
    for conversation_id in _answered_by_a_person(events):
        answered(conversation_id, workspace_id=workspace_id)
    for event in _handed(events):
        tell_who_has_it(event.conversation_id or 0, event.id, workspace_id=workspace_id)
    said = [event for event in events if event.type == "message.received" and event.conversation_id in asking]
    reached_us([(one.conversation_id or 0, one.payload["message_id"]) for one in said], workspace_id=workspace_id)
    for event in events:
        if event.type == "conversation.due":
            due_at = datetime.fromisoformat(event.payload["due_at"])
            keep_promise(event.conversation_id or 0, due_at=due_at, workspace_id=workspace_id)
    joined = [event.payload["merged_id"] for event in events if event.type in JOINED]
    _tell_where_they_are(joined, workspace_id)
    _tell_who_waits([*joined, *(event.conversation_id or 0 for event in events if event.type in MOVES)], workspace_id)
    for conversation_id in with_an_address(_written(events)):
        mail_on_later(conversation_id, at=now() + TOGETHER, workspace_id=workspace_id)


def _handed(events: Sequence[Event]) -> list[Event]:
    """Those by which a chat went to a person or a team."""
    found = [event for event in events if event.type in HANDED and event.payload["after"] is not None]
    if not found:
        return []
    chats = Conversation.objects.filter(id__in=[event.conversation_id for event in found], inbox__channel="chat")
    ids = set(chats.values_list("id", flat=True))
    return [event for event in found if event.conversation_id in ids]


def _waiting(ids: Sequence[int]) -> list[Conversation]:
    """Those of some conversations that are chats whose customers wait there."""
    if not ids:
        return []
    chats = Conversation.objects.filter(id__in=ids, is_live=True, waiting_since__isnull=False)
    return list(chats.select_related("inbox").order_by("id"))


def _greet(chats: Sequence[Conversation], workspace_id: int) -> None:
    """At once where nobody is free, else when they have had time to (waits.py), and so where they were just told that
    a person comes."""
    owners = {chat.assignee_id for chat in chats if chat.assignee_id is not None}
    here: set[int | None] = set()
    if owners:
        here.update(ChatSeat.objects.filter(person__in=owners, is_available=True).values_list("person_id", flat=True))
    for chat in chats:
        if chat.assignee_id in here or _was_just_told(chat):
            continue
        if chat.assignee_id is not None or not is_anybody_free(chat):
            acknowledge(chat.id, workspace_id=workspace_id)


def _tell_where_they_are(ids: Sequence[int], workspace_id: int) -> None:
    """To the visitors whose chats were in these conversations: their streams follow them to where they go on now."""
    if ids:
        visitors = Chat.objects.filter(conversation__in=leading_to(ids)).values_list("visitor_id", flat=True)
        tell(workspace_id, {f"visitor:{visitor_id}" for visitor_id in visitors})


def _tell_who_waits(ids: Sequence[int], workspace_id: int) -> None:
    """That the line has moved, in the chats of these conversations."""
    if ids:
        moved = Conversation.objects.filter(id__in=ids, inbox__channel="chat").values_list("inbox_id", flat=True)
        tell(workspace_id, {f"queue:{inbox_id}" for inbox_id in moved})


def _was_just_told(chat: Conversation) -> bool:
    """Whether the last word is ours, although they wait."""
    said = Message.objects.filter(conversation=chat, kind__in=(Message.Kind.INBOUND, Message.Kind.REPLY))
    return said.order_by("-id").values_list("kind", flat=True).first() == Message.Kind.REPLY


def _answered_by_a_person(events: Sequence[Event]) -> list[int]:
    """Of the chats in which something was promised, those in which a person has answered now."""
    replies = _written(events)
    if not replies:
        return []
    promised = Chat.objects.filter(conversation_id__in=replies.values(), promised_until__isnull=False)
    ids = set(promised.values_list("conversation_id", flat=True))
    asked = [message_id for message_id, conversation_id in replies.items() if conversation_id in ids]
    if not asked:
        return []
    own = Message.objects.filter(id__in=asked, automatic="")
    return sorted(set(own.values_list("conversation_id", flat=True)))


def _written(events: Sequence[Event]) -> dict[int, int]:
    """Replies by their ids, with their conversations."""
    return {event.payload["message_id"]: event.conversation_id or 0 for event in events if event.type == "reply.queued"}
