"""The end of a team. Here and not beside the other verbs of teams, because it changes conversations."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.events import ConversationTeamChanged
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.core.conversations.steps import note_fact
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.events import TeamDeleted
from madoguchi.core.people.models import TeamMember
from madoguchi.core.people.policies import require
from madoguchi.core.people.steps import locked_team


def delete_team(team_id: int, *, actor: Actor) -> None:
    """Throw a team away. Its conversations are no team's then; those that are not resolved say so in their history."""
    require(actor, "team.manage")
    with tenant(actor.workspace_id), gathering():
        team = locked_team(team_id)
        theirs = Conversation.objects.filter(team=team)
        for conversation in theirs.exclude(status=Status.RESOLVED).select_for_update().order_by("id"):
            note_fact(conversation, ConversationTeamChanged(team_id, None), actor)
        theirs.update(team=None)
        TeamMember.objects.filter(team=team).delete()
        team.delete()
        record(TeamDeleted(team_id), actor=actor, about=Subject())
