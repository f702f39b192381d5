"""Resolve, reopen, snooze and wake."""

from datetime import datetime

from madoguchi.base.clock import now
from madoguchi.base.saving import update
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.jobs import wake_later
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def resolve(conversation_id: int, *, actor: Actor) -> Conversation:
    """Close the matter; the customer waits no longer. Resolving twice changes nothing."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if steps.resolve(conversation, actor):
            update(conversation)
        return conversation


def reopen(conversation_id: int, *, actor: Actor) -> Conversation:
    """Open it again by hand; whoever was not answered before it was resolved waits as before."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if steps.reopen(conversation, actor, why="by_hand"):
            steps.waits_again(conversation)
            update(conversation)
        return conversation


def snooze(conversation_id: int, *, until: datetime, actor: Actor) -> Conversation:
    """Put it away until a time; it comes back by itself, or when the customer writes."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        steps.snooze(conversation, until, actor)
        update(conversation)
        wake_later(conversation)
        return conversation


def wake(conversation_id: int, *, actor: Actor) -> bool:
    """Open a snoozed conversation whose time has come. Returns whether it was time."""
    with tenant(actor.workspace_id):
        found = Conversation.objects.select_for_update().filter(id=conversation_id, status=Status.SNOOZED).first()
        if found is None or found.snoozed_until is None or found.snoozed_until > now():
            return False
        steps.reopen(found, actor, why="woken")
        found.last_activity_at = now()
        update(found)
        return True
