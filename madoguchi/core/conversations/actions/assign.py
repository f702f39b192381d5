"""Giving a conversation to a person or a team."""

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationAssigned, ConversationTeamChanged
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.visible import locked
from madoguchi.core.inboxes.models import InboxAccess
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person, Team
from madoguchi.core.people.policies import PERMISSIONS, require


def assign(conversation_id: int, *, person_id: int | None, actor: Actor) -> Conversation:
    """Make one person the owner (None: nobody). Raises Refused("cannot-take") for who cannot answer there."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if conversation.assignee_id == person_id:
            return conversation
        if person_id is not None and not can_take(person_id, conversation):
            raise Refused("cannot-take", _("This person cannot answer in this inbox."), field="person")
        fact = ConversationAssigned(conversation.assignee_id, person_id)
        conversation.assignee_id = person_id
        conversation.save(update_fields=["assignee"])
        steps.note_fact(conversation, fact, actor)
        return conversation


def give_to_team(conversation_id: int, *, team_id: int | None, actor: Actor) -> Conversation:
    """Put it into a team's view (None: no team's)."""
    require(actor, "conversation.update")
    with tenant(actor.workspace_id):
        conversation = locked(conversation_id, actor)
        if conversation.team_id == team_id:
            return conversation
        if team_id is not None and not Team.objects.filter(id=team_id).exists():
            raise Refused("no-such-team", _("This team does not exist."), field="team")
        fact = ConversationTeamChanged(conversation.team_id, team_id)
        conversation.team_id = team_id
        conversation.save(update_fields=["team"])
        steps.note_fact(conversation, fact, actor)
        return conversation


def can_take(person_id: int, conversation: Conversation) -> bool:
    """Whether the person is here, may reply, and sees the inbox."""
    person = Person.objects.filter(id=person_id, deactivated_at__isnull=True).first()
    if person is None or "conversation.reply" not in PERMISSIONS[person.role]:
        return False
    return person.all_inboxes or InboxAccess.objects.filter(person=person, inbox_id=conversation.inbox_id).exists()
