"""The end of a team."""

import pytest

from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.actions.assign import give_to_team
from madoguchi.core.conversations.actions.status import resolve
from madoguchi.core.conversations.actions.teams import delete_team
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event
from madoguchi.core.people.actions.teams import create_team, set_team_people
from madoguchi.core.people.models import Team, TeamMember
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.world import World


def test_the_conversations_of_a_deleted_team_stay_and_say_so(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.aoi)
    team, other = create_team("請求", actor=actor), create_team("返品", actor=actor)
    set_team_people(team.id, person_ids=[koyomi.misaki.id], actor=actor)
    mine, done, theirs = (conversation_of(arrive(koyomi.support, mail(f"{n}@kobo.example"))) for n in "abc")
    for conversation, owner in ((mine, team), (done, team), (theirs, other)):
        give_to_team(conversation.id, team_id=owner.id, actor=actor)
    resolve(done.id, actor=actor)
    delete_team(team.id, actor=actor)
    assert dict(Conversation.objects.values_list("id", "team_id")) == {
        mine.id: None,
        done.id: None,
        theirs.id: other.id,
    }
    facts = Event.objects.filter(type="conversation.team_changed", payload__after=None)
    assert [(fact.conversation_id, fact.payload["before"], fact.actor) for fact in facts] == [
        (mine.id, team.id, str(actor))
    ]
    assert Event.objects.get(type="team.deleted").payload == {"team_id": team.id}
    assert not Team.objects.filter(id=team.id).exists()
    assert not TeamMember.objects.filter(team_id=team.id).exists()


def test_who_may_not_manage_teams_deletes_none(koyomi: World) -> None:
    team = create_team("請求", actor=koyomi.actor(koyomi.aoi))
    with pytest.raises(NotAllowed):
        delete_team(team.id, actor=koyomi.actor(koyomi.misaki))
    with pytest.raises(NotAllowed):
        delete_team(999_999_999, actor=koyomi.actor(koyomi.aoi))
