"""What happens next with a locked conversation (MISSION 50). No step opens a transaction or asks for permission."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationPlanned
from madoguchi.core.conversations.jobs import due_later
from madoguchi.core.conversations.models import Conversation, WaitingOn

PLANNED = ("next_action", "due_at", "waiting_on")
LONGEST = 200  # characters


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens next, until when, and whose turn it is."""

    next_action: str
    due_at: datetime | None
    waiting_on: str


def plan(conversation: Conversation, to: Plan, actor: object) -> bool:
    """Write it down; the row is not saved. Returns whether it changed. Raises Refused("no-such-waiting-on")."""
    if to.waiting_on not in WaitingOn.values:
        raise Refused("no-such-waiting-on", _("Say who has to act next."), field="waiting_on")
    changed: dict[str, Any] = {}
    if conversation.next_action != to.next_action[:LONGEST]:
        changed["next_action"] = True
    if conversation.due_at != to.due_at:
        changed["due_at"] = [_iso(conversation.due_at), _iso(to.due_at)]
    if conversation.waiting_on != to.waiting_on:
        changed["waiting_on"] = [conversation.waiting_on, to.waiting_on]
    if changed:
        conversation.next_action, conversation.due_at = to.next_action[:LONGEST], to.due_at
        conversation.waiting_on = to.waiting_on
        steps.note_fact(conversation, ConversationPlanned(changed), actor)
    if "due_at" in changed and to.due_at is not None:
        due_later(conversation)
    return bool(changed)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
