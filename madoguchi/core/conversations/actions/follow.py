"""Following: hearing of a conversation without owning it."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationUnfollowed
from madoguchi.core.conversations.following import Following, follow_all
from madoguchi.core.conversations.models import Conversation, Follow
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def follow(conversation_id: int, *, actor: Actor) -> Conversation:
    """The actor's person hears of it from now on; a second time changes nothing."""
    require(actor, "conversation.follow")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        follow_all([Following(conversation.id, conversation.contact_id, actor.own_id, Follow.Why.BY_HAND, actor)])
        return conversation


def unfollow(conversation_id: int, *, actor: Actor) -> Conversation:
    """They hear of it no longer, unless it is theirs."""
    require(actor, "conversation.follow")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        gone, _by_model = Follow.objects.filter(conversation=conversation, person_id=actor.own_id).delete()
        if gone:
            steps.note_fact(conversation, ConversationUnfollowed(actor.own_id), actor)
        return conversation
