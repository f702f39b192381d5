"""Roles, leaving and coming back, and who may say so."""

from itertools import pairwise

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.actions.access import (
    grant_access,
    show_all_inboxes,
    show_named_inboxes,
    withdraw_access,
)
from madoguchi.core.inboxes.subscribers import grant_invited
from madoguchi.core.people.actions.seats import change_role, deactivate, reactivate
from madoguchi.core.people.actions.tokens import create_token
from madoguchi.core.people.models import Person
from madoguchi.core.people.policies import DUTIES, PERMISSIONS
from madoguchi.core.people.queries import actor_for_token
from madoguchi.core.people.roles import roles_to_give
from madoguchi.core.workspaces.policies import SPECIFY
from tests.world import World


def last_event() -> Event:
    return Event.objects.latest("id")


def test_a_new_role_is_a_fact_with_before_and_after(koyomi: World) -> None:
    change_role(koyomi.misaki.id, role="supervisor", actor=koyomi.actor(koyomi.aoi))
    event = last_event()
    assert event.type == "person.role_changed"
    assert event.payload == {"person_id": koyomi.misaki.id, "before": "agent", "after": "supervisor"}
    assert event.actor == f"person:{koyomi.aoi.id}"


def test_the_same_role_again_is_no_fact(koyomi: World) -> None:
    change_role(koyomi.misaki.id, role="agent", actor=koyomi.actor(koyomi.aoi))
    assert not Event.objects.exists()


@pytest.mark.parametrize("who", ["mana", "kenji", "misaki", "ren", "olivia"])
def test_only_an_administrator_gives_roles(koyomi: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        change_role(koyomi.misaki.id, role="light", actor=koyomi.actor(getattr(koyomi, who)))


def test_nobody_gives_more_than_they_have(koyomi: World) -> None:
    assert [role.value for role in roles_to_give(koyomi.actor(koyomi.mana))] == [
        "manager", "supervisor", "agent", "light", "partner",
    ]  # fmt: skip
    assert [role.value for role in roles_to_give(koyomi.actor(koyomi.misaki))] == ["agent", "partner"]


def test_the_last_administrator_stays(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.aoi)
    with pytest.raises(Refused) as refused:
        change_role(koyomi.aoi.id, role="agent", actor=actor)
    assert refused.value.code == "last-administrator"
    with pytest.raises(Refused):
        deactivate(koyomi.aoi.id, actor=actor)
    change_role(koyomi.mana.id, role="administrator", actor=actor)
    assert change_role(koyomi.aoi.id, role="agent", actor=actor).role == "agent"


def test_a_manager_cannot_dismiss_an_administrator(koyomi: World) -> None:
    with pytest.raises(Refused) as refused:
        deactivate(koyomi.aoi.id, actor=koyomi.actor(koyomi.mana))
    assert refused.value.code == "role-too-high"


def test_a_partner_never_sees_every_inbox(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.aoi)
    assert change_role(koyomi.misaki.id, role="partner", actor=actor).all_inboxes is False
    with pytest.raises(Refused):
        show_all_inboxes(koyomi.misaki.id, actor=actor)


def test_whoever_is_dismissed_loses_their_tokens_at_once(world: World) -> None:
    _token, clear = create_token("script", scopes=["read"], expires_at=None, actor=world.actor(world.misaki))
    assert actor_for_token(clear) is not None
    deactivate(world.misaki.id, actor=world.actor(world.aoi))
    assert actor_for_token(clear) is None
    reactivate(world.misaki.id, actor=world.actor(world.aoi))
    assert actor_for_token(clear) is None


def test_a_person_of_another_workspace_is_not_there(koyomi: World) -> None:
    with pytest.raises(NotAllowed):
        deactivate(koyomi.oscar.id, actor=koyomi.actor(koyomi.aoi))


def test_inboxes_are_granted_and_withdrawn(koyomi: World) -> None:
    actor = koyomi.actor(koyomi.aoi)
    show_named_inboxes(koyomi.misaki.id, actor=actor)
    grant_access(koyomi.misaki.id, inbox_id=koyomi.support.id, actor=actor)
    grant_access(koyomi.misaki.id, inbox_id=koyomi.support.id, actor=actor)
    koyomi.misaki.refresh_from_db()
    assert koyomi.actor(koyomi.misaki).inbox_ids == frozenset({koyomi.support.id})
    withdraw_access(koyomi.misaki.id, inbox_id=koyomi.support.id, actor=actor)
    assert koyomi.actor(koyomi.misaki).inbox_ids == frozenset()
    assert [event.type for event in Event.objects.order_by("id")] == [
        "person.changed", "inbox.access_granted", "inbox.access_withdrawn",
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        grant_access(koyomi.misaki.id, inbox_id=koyomi.harbour_inbox.id, actor=actor)


def test_the_invited_get_their_inboxes_even_if_told_twice(koyomi: World) -> None:
    event = Event(
        workspace_id=koyomi.koyomi.id,
        type="invitation.accepted",
        payload={"person_id": koyomi.ren.id, "inbox_ids": [koyomi.english.id, koyomi.harbour_inbox.id]},
    )
    grant_invited([event])
    grant_invited([event])
    Person.objects.filter(id=koyomi.ren.id).update(all_inboxes=False)
    koyomi.ren.refresh_from_db()
    assert koyomi.actor(koyomi.ren).inbox_ids == frozenset({koyomi.english.id})


def test_roles_grow_from_agent_to_administrator() -> None:
    ladder = [PERMISSIONS[role] for role in ("light", "agent", "supervisor", "manager", "administrator")]
    ladder[0] -= SPECIFY  # product members know the product better than who answers for it
    assert all(lower < higher for lower, higher in pairwise(ladder))
    assert PERMISSIONS["supervisor"] >= SPECIFY
    assert "personal_data.read" not in PERMISSIONS["partner"] | PERMISSIONS["light"]


def test_every_permission_is_one_of_somebody_s_duties() -> None:
    told = frozenset[str]().union(*(needed for _words, needed in DUTIES))
    assert told == frozenset[str]().union(*PERMISSIONS.values())
