"""Parts of statements that are made once."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from madoguchi.base.compiled import compiled
from madoguchi.core.people.models import Person, TeamMember
from tests.world import World

made = list[int]()


def is_in(team_id: int) -> Exists:
    made.append(team_id)
    return Exists(TeamMember.objects.filter(person=OuterRef("pk"), team_id=team_id))


def members_of(team_id: int) -> set[int]:
    return set(Person.objects.filter(compiled(Person, is_in, team_id)).values_list("id", flat=True))


def test_a_part_is_made_once_and_asked_with_each_value(koyomi: World) -> None:
    team = TeamMember.objects.get(person=koyomi.misaki).team_id
    assert members_of(team) == {koyomi.kenji.id, koyomi.misaki.id}
    assert members_of(team + 1) == set()
    assert len(made) == 1
