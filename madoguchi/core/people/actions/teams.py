"""Teams and who is in them."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.events import TeamCreated, TeamPeopleChanged, TeamRenamed
from madoguchi.core.people.models import Person, Team, TeamMember
from madoguchi.core.people.policies import require
from madoguchi.core.people.steps import locked_team


def create_team(name: str, *, actor: Actor) -> Team:
    """Raises Refused("name-taken") when there is one of that name, whatever its case."""
    require(actor, "team.manage")
    with tenant(actor.workspace_id):
        team = Team(workspace_id=actor.workspace_id, name=_checked(name))
        _save(team)
        record(TeamCreated(team.id), actor=actor, about=Subject())
        return team


def rename_team(team_id: int, *, name: str, actor: Actor) -> Team:
    """Raises Refused("name-taken")."""
    require(actor, "team.manage")
    with tenant(actor.workspace_id):
        team = locked_team(team_id)
        kept = _checked(name)
        if team.name != kept:
            team.name = kept
            _save(team)
            record(TeamRenamed(team.id), actor=actor, about=Subject())
        return team


def set_team_people(team_id: int, *, person_ids: Sequence[int], actor: Actor) -> Team:
    """Make just these people the team. Raises Refused("no-such-person") for who is not active here."""
    require(actor, "team.manage")
    with tenant(actor.workspace_id):
        team = locked_team(team_id)
        wanted = set(person_ids)
        before = set(TeamMember.objects.filter(team=team).values_list("person_id", flat=True))
        added = wanted - before
        if Person.objects.filter(id__in=added, deactivated_at__isnull=True).count() != len(added):
            raise Refused("no-such-person", _("One of these people is not a member any more."), field="people")
        TeamMember.objects.filter(team=team, person_id__in=before - wanted).delete()
        TeamMember.objects.bulk_create(
            TeamMember(workspace_id=team.workspace_id, team=team, person_id=person_id) for person_id in sorted(added)
        )
        if wanted != before:
            fact = TeamPeopleChanged(team.id, sorted(added), sorted(before - wanted))
            record(fact, actor=actor, about=Subject())
        return team


def _checked(name: str) -> str:
    kept = " ".join(name.split())
    if not kept or len(kept) > 60:
        raise Refused("bad-name", _("Enter a name of at most 60 letters."), field="name")
    return kept


def _save(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise Refused("name-taken", _("There is a team of this name already."), field="name") from error
