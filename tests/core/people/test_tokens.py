"""Bearer tokens: shown once, kept as a digest, never stronger than their person."""

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.base.text import digest
from madoguchi.core.people.actions.tokens import create_token, revoke_token
from madoguchi.core.people.models import Token, User
from madoguchi.core.people.queries import actor_for_token, tokens_visible_to
from madoguchi.core.workspaces.models import Directory
from tests.world import World

TOMORROW = datetime.now(UTC) + timedelta(days=1)


def make(world: World, who: str = "misaki", scopes: tuple[str, ...] = ("read",), **more: datetime) -> tuple[Token, str]:
    actor = world.actor(getattr(world, who))
    return create_token("連携スクリプト", scopes=list(scopes), expires_at=more.get("expires_at"), actor=actor)


def test_the_clear_text_is_nowhere_in_the_database(world: World) -> None:
    token, clear = make(world)
    assert clear.startswith("mdg_")
    assert token.digest == digest(clear)
    assert clear.endswith(token.hint)
    assert Directory.objects.get(key=f"token:{digest(clear)}").target_id == token.id


def test_it_speaks_for_its_person_within_its_scopes(world: World) -> None:
    _token, clear = make(world, "aoi", ("conversations",))
    actor = actor_for_token(clear)
    assert actor is not None
    assert (actor.kind, actor.person_id, actor.workspace_id) == ("token", world.aoi.id, world.koyomi.id)
    assert actor.may("conversation.reply")
    assert not actor.may("workspace.manage")


def test_it_sees_the_inboxes_of_its_person(world: World) -> None:
    _token, clear = make(world, "kenji")
    actor = actor_for_token(clear)
    assert actor is not None
    assert actor.inbox_ids is None


@pytest.mark.parametrize("who", ["ren", "olivia"])
def test_product_members_and_partners_have_none(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        make(world, who)


@pytest.mark.parametrize("scopes", [(), ("everything",), ("read", "nonsense")])
def test_scopes_must_be_known(world: World, scopes: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refused:
        make(world, scopes=scopes)
    assert refused.value.code == "bad-scopes"


def test_a_token_makes_no_stronger_token(world: World) -> None:
    _token, clear = make(world, "aoi", ("settings",))
    actor = actor_for_token(clear)
    assert actor is not None
    with pytest.raises(Refused):
        create_token("more", scopes=["conversations"], expires_at=None, actor=actor)


def test_one_that_is_over_is_nobody(world: World) -> None:
    token, clear = make(world, expires_at=TOMORROW)
    assert actor_for_token(clear) is not None
    with tenant(world.koyomi.id):
        Token.objects.filter(id=token.id).update(expires_at=TOMORROW - timedelta(days=2))
    assert actor_for_token(clear) is None


def test_an_end_in_the_past_is_refused(world: World) -> None:
    with pytest.raises(Refused):
        make(world, expires_at=TOMORROW - timedelta(days=2))


def test_a_closed_account_speaks_no_more(world: World) -> None:
    _token, clear = make(world)
    User.objects.filter(email="misaki@koyomi.example").update(is_active=False)
    assert actor_for_token(clear) is None


def test_revoked_is_revoked(world: World) -> None:
    token, clear = make(world)
    revoke_token(token.id, actor=world.actor(world.misaki))
    assert actor_for_token(clear) is None
    with pytest.raises(NotAllowed):
        revoke_token(token.id, actor=world.actor(world.misaki))


def test_another_s_token_is_seen_and_ended_by_administrators_alone(world: World) -> None:
    token, _clear = make(world)
    with pytest.raises(NotAllowed):
        revoke_token(token.id, actor=world.actor(world.kenji))
    with tenant(world.koyomi.id):
        assert not tokens_visible_to(world.actor(world.kenji)).exists()
        assert list(tokens_visible_to(world.actor(world.aoi))) == [token]
    revoke_token(token.id, actor=world.actor(world.aoi))


def test_its_last_use_is_noted_once_in_five_minutes(world: World) -> None:
    token, clear = make(world)
    actor_for_token(clear)
    with tenant(world.koyomi.id):
        first = Token.objects.get(id=token.id).last_used_at
        assert first is not None
    actor_for_token(clear)
    with tenant(world.koyomi.id):
        assert Token.objects.get(id=token.id).last_used_at == first
        Token.objects.update(last_used_at=first - timedelta(minutes=6))
    actor_for_token(clear)
    with tenant(world.koyomi.id):
        assert (Token.objects.get(id=token.id).last_used_at or first) > first - timedelta(minutes=1)


@pytest.mark.parametrize("clear", ["", "mdg_", "mdg_nonsense", "Bearer x"])
def test_nonsense_is_nobody(world: World, clear: str) -> None:
    assert actor_for_token(clear) is None
