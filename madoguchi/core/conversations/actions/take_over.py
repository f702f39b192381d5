"""Taking a conversation over from those who are at it."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import owning, steps
from madoguchi.core.conversations.events import ConversationTakenOver
from madoguchi.core.conversations.models import Conversation, Draft
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.events.ledger import gathering
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require


def take_over(conversation_id: int, *, actor: Actor) -> Conversation:
    """Make the actor its owner, and tell the owner of before and those who have begun a reply.

    What these have written stays theirs; the new owner may read it (queries/begun.py). Raises Refused("cannot-take").
    """
    require(actor, "conversation.update")
    if actor.person_id is None:
        raise NotAllowed("not-allowed", _("Your role does not allow this."))
    with tenant(actor.workspace_id), gathering():
        conversation = locked(conversation_id, actor)
        before, writers = conversation.assignee_id, _writers(conversation, actor)
        if owning.give_to_person(conversation, actor.person_id, actor):
            conversation.save(update_fields=["assignee"])
        if writers or before not in (None, actor.person_id):
            steps.note_fact(conversation, ConversationTakenOver(before, writers), actor)
        return conversation


def _writers(conversation: Conversation, actor: Actor) -> list[int]:
    begun = Draft.objects.filter(conversation=conversation, kind=Draft.Kind.REPLY).exclude(text="")
    return sorted(begun.exclude(person_id=actor.own_id).values_list("person_id", flat=True))
