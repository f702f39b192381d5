"""Bringing a conversation back to how it stood, if it still stands as it was left."""

from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import (
    ConversationAssigned,
    ConversationMarkedSpam,
    ConversationPriorityChanged,
    ConversationReopened,
    ConversationResolved,
    ConversationSnoozed,
    ConversationTeamChanged,
    ConversationUnmarkedSpam,
)
from madoguchi.core.conversations.jobs import wake_later
from madoguchi.core.conversations.models import Status
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.conversations.standing import Standing, difference, standing, value_of
from madoguchi.core.events.ledger import Fact
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def put_back(conversation_id: int, *, left: Standing, before: Standing, actor: Actor) -> bool:
    """Give the fields of `before` their values again. False, and nothing changes, where one of them is no longer as
    `left` says: somebody else has had a hand in it since."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        now = standing(conversation)
        if any(now[name] != left[name] for name in before):
            return False
        for name, value in before.items():
            setattr(conversation, name, value_of(name, value))
        update(conversation)
        _was, changed = difference(now, {**now, **before})
        for fact in _facts(now, changed):
            steps.note_fact(conversation, fact, actor)
        if "snoozed_until" in changed and conversation.status == Status.SNOOZED:
            wake_later(conversation)
        return True


def _facts(before: Standing, after: Standing) -> list[Fact]:
    """What happened, in the words in which it happens otherwise."""
    found: list[Fact] = []
    if "status" in after:
        found.append(_state(before, after))
    if "assignee_id" in after:
        found.append(ConversationAssigned(before["assignee_id"], after["assignee_id"]))
    if "team_id" in after:
        found.append(ConversationTeamChanged(before["team_id"], after["team_id"]))
    if "priority" in after:
        found.append(ConversationPriorityChanged(before["priority"], after["priority"]))
    if "is_spam" in after:
        found.append(ConversationMarkedSpam() if after["is_spam"] else ConversationUnmarkedSpam())
    return found


def _state(before: Standing, after: Standing) -> Fact:
    if after["status"] == Status.OPEN:
        return ConversationReopened(before["status"], "undone")
    if after["status"] == Status.RESOLVED:
        return ConversationResolved(before["status"])
    return ConversationSnoozed(after["snoozed_until"])
