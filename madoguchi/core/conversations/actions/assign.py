"""Giving a conversation to a person or a team."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import owning
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def assign(conversation_id: int, *, person_id: int | None, actor: Actor) -> Conversation:
    """Make one person the owner (None: nobody). Raises Refused("cannot-take") for who cannot answer there."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if owning.give_to_person(conversation, person_id, actor):
            conversation.save(update_fields=["assignee"])
        return conversation


def give_to_team(conversation_id: int, *, team_id: int | None, actor: Actor) -> Conversation:
    """Put it into a team's view (None: no team's)."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if owning.give_to_team(conversation, team_id, actor):
            conversation.save(update_fields=["team"])
        return conversation
