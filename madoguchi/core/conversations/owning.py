"""Whose a locked conversation is. No step opens a transaction or asks for permission."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.core.conversations import steps
from madoguchi.core.conversations.events import ConversationAssigned, ConversationTeamChanged
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import InboxAccess
from madoguchi.core.people.models import Person, Team
from madoguchi.core.people.policies import PERMISSIONS


def give_to_person(conversation: Conversation, person_id: int | None, actor: object) -> bool:
    """Make one person the owner (None: nobody); the row is not saved. Returns whether it changed.

    Raises Refused("cannot-take") for who cannot answer there.
    """
    if conversation.assignee_id == person_id:
        return False
    if person_id is not None and not who_can_take([person_id], conversation):
        raise Refused("cannot-take", _("This person cannot answer in this inbox."), field="person")
    steps.note_fact(conversation, ConversationAssigned(conversation.assignee_id, person_id), actor)
    conversation.assignee_id = person_id
    return True


def give_to_team(conversation: Conversation, team_id: int | None, actor: object) -> bool:
    """Put it into a team's view (None: no team's); the row is not saved. Returns whether it changed.

    Raises Refused("no-such-team").
    """
    if conversation.team_id == team_id:
        return False
    if team_id is not None and not Team.objects.filter(id=team_id).exists():
        raise Refused("no-such-team", _("This team does not exist."), field="team")
    steps.note_fact(conversation, ConversationTeamChanged(conversation.team_id, team_id), actor)
    conversation.team_id = team_id
    return True


def who_can_take(person_ids: Collection[int], conversation: Conversation) -> list[int]:
    """Those of some people who are here, may reply, and see the inbox; by their ids."""
    answering = [role for role, allowed in PERMISSIONS.items() if "conversation.reply" in allowed]
    people = Person.objects.filter(id__in=person_ids, role__in=answering, deactivated_at__isnull=True)
    let_in = InboxAccess.objects.filter(inbox_id=conversation.inbox_id).values("person_id")
    seeing = people.filter(all_inboxes=True) | people.filter(all_inboxes=False, id__in=let_in)
    return sorted(seeing.values_list("id", flat=True))
