"""Saved replies: whose they are, who changes them, and what cannot be."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.teams import delete_team
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor, system
from madoguchi.features.replies.actions import saved
from madoguchi.features.replies.models import SavedReply, SavedReplyPlace
from madoguchi.features.replies.queries import offered_to, replies_visible_to, reply_for
from tests.features.replies.keeping import TEXT, kept, shared
from tests.world import World


@pytest.fixture
def misaki(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.misaki)


@pytest.fixture
def kenji(koyomi: World) -> Actor:
    return koyomi.actor(koyomi.kenji)


def names(actor: Actor) -> set[str]:
    return {reply.name for reply in replies_visible_to(actor)}


def test_one_s_own_is_seen_by_nobody_else(koyomi: World, misaki: Actor, kenji: Actor) -> None:
    reply = kept(koyomi, " 返金の  ご案内 ", shortcut=" /ＨＥＮＫＩＮ", folder="返金")
    assert (reply.name, reply.shortcut) == ("返金の ご案内", "henkin")
    assert names(misaki) == {"返金の ご案内"}
    assert names(kenji) == set()
    for change in (
        lambda: saved.change_reply(reply.id, {"name": "x"}, actor=kenji),
        lambda: saved.archive_reply(reply.id, actor=kenji),
        lambda: saved.restore_reply(reply.id, actor=kenji),
        lambda: saved.delete_reply(reply.id, actor=kenji),
    ):
        with pytest.raises(NotAllowed, match="not-found"):
            change()
    assert Event.objects.latest("id").payload == {"reply_id": reply.id, "shared": False}


def test_shared_ones_are_written_by_those_who_lead(koyomi: World, misaki: Actor, kenji: Actor) -> None:
    with pytest.raises(NotAllowed):
        kept(koyomi, shared=True)
    reply = shared(koyomi)
    assert names(misaki) == {"返金のご案内"}
    for change in ({"name": "x"}, {"shared": False}):
        with pytest.raises(NotAllowed, match="not-allowed"):
            saved.change_reply(reply.id, change, actor=misaki)
    saved.change_reply(reply.id, {"name": "返金"}, actor=koyomi.actor(koyomi.aoi))
    assert names(misaki) == {"返金"}
    saved.change_reply(reply.id, {"shared": False}, actor=koyomi.actor(koyomi.aoi))
    assert names(misaki) == names(kenji) == set()
    assert names(koyomi.actor(koyomi.aoi)) == {"返金"}


def test_who_may_not_share_does_not_share_their_own(koyomi: World, misaki: Actor) -> None:
    reply = kept(koyomi)
    with pytest.raises(NotAllowed):
        saved.change_reply(reply.id, {"shared": True}, actor=misaki)
    assert not reply_for(reply.id, misaki).is_shared


def test_who_only_reads_keeps_none(koyomi: World) -> None:
    with pytest.raises(NotAllowed):
        kept(koyomi, who="ren")
    with pytest.raises(NotAllowed):
        saved.save_reply({"name": "x", "text": "x", "language": "ja"}, actor=system(koyomi.koyomi.id))


def test_a_shared_one_may_be_for_some_teams_and_inboxes(koyomi: World, misaki: Actor) -> None:
    shared(koyomi, "チーム", teams=[koyomi.team.id])
    english = shared(koyomi, "English", inboxes=[koyomi.english.id])
    shared(koyomi, "みんな")
    olivia = koyomi.actor(koyomi.olivia)
    assert names(misaki) == {"チーム", "English", "みんな"}
    assert names(olivia) == {"English", "みんな"}
    saved.change_reply(english.id, {"inboxes": [koyomi.support.id]}, actor=koyomi.actor(koyomi.kenji))
    assert names(olivia) == {"みんな"}
    assert Event.objects.latest("id").payload["changed"] == ["inboxes"]
    with pytest.raises(NotAllowed):
        reply_for(english.id, olivia)
    assert names(koyomi.actor(koyomi.aoi)) == {"チーム", "English", "みんな"}  # in no team; who leads sees all


def test_what_a_team_had_is_not_everybody_s_when_the_team_is_gone(koyomi: World, misaki: Actor) -> None:
    shared(koyomi, "チーム", teams=[koyomi.team.id])
    assert names(misaki) == {"チーム"}
    delete_team(koyomi.team.id, actor=koyomi.actor(koyomi.aoi))
    assert names(misaki) == set()
    assert names(koyomi.actor(koyomi.kenji)) == {"チーム"}


def test_one_s_own_is_for_no_team(koyomi: World) -> None:
    assert not kept(koyomi, teams=[koyomi.team.id]).places.exists()


def test_an_archived_one_is_offered_to_nobody_and_can_be_restored(koyomi: World, misaki: Actor, kenji: Actor) -> None:
    reply = shared(koyomi, shortcut="henkin")
    for _time in range(2):
        saved.archive_reply(reply.id, actor=kenji)
    assert names(misaki) == {"返金のご案内"}
    assert not offered_to(misaki).exists()
    again = shared(koyomi, shortcut="henkin")
    with pytest.raises(Refused, match="taken"):
        saved.restore_reply(reply.id, actor=kenji)
    saved.delete_reply(again.id, actor=kenji)
    saved.restore_reply(reply.id, actor=kenji)
    assert list(offered_to(misaki)) == [reply]
    assert [event.type for event in Event.objects.order_by("id")] == [
        "saved_reply.created",
        "saved_reply.archived",
        "saved_reply.created",
        "saved_reply.deleted",
        "saved_reply.restored",
    ]


def test_changing_nothing_tells_nothing(koyomi: World, misaki: Actor) -> None:
    reply = kept(koyomi)
    before = Event.objects.count()
    saved.change_reply(reply.id, {"name": reply.name, "text": TEXT}, actor=misaki)
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "empty"),
        ({"name": "x" * 81}, "too-long"),
        ({"name": "返金のご案内"}, "name-taken"),
        ({"shortcut": "HENKIN"}, "shortcut-taken"),
        ({"shortcut": "a b"}, "bad-shortcut"),
        ({"shortcut": "x" * 31}, "bad-shortcut"),
        ({"folder": "x" * 61}, "too-long"),
        ({"text": " \n"}, "empty"),
        ({"text": "x" * 20_001}, "too-long"),
        ({"text": "{{contact.password}}"}, "unknown-variable"),
        ({"language": "fr"}, "no-such-language"),
        ({"colour": "red"}, "unknown-field"),
    ],
)
def test_what_cannot_be_is_refused(koyomi: World, misaki: Actor, fields: dict[str, Any], code: str) -> None:
    kept(koyomi, shortcut="henkin")
    with pytest.raises(Refused, match=code):
        kept(koyomi, **{"name": "別", **fields})
    assert names(misaki) == {"返金のご案内"}


def test_places_of_another_workspace_are_none(world: World) -> None:
    with pytest.raises(Refused, match="no-such-place"):
        shared(world, inboxes=[world.harbour_inbox.id])
    reply = shared(world)
    with tenant(world.harbour.id):
        assert names(world.actor(world.oscar)) == set()
        with pytest.raises(NotAllowed):
            reply_for(reply.id, world.actor(world.oscar))


def test_there_is_an_end(koyomi: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST_OWN", 1)
    kept(koyomi, "a")
    with pytest.raises(Refused, match="too-many"):
        kept(koyomi, "b")
    shared(koyomi, "c")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"text": ""},
        {"language": "fr"},
        {"name": "返金のご案内"},
        {"name": "別", "shortcut": "HENKIN"},
        {"name": "みんなの", "is_shared": True},
        {"name": "別", "shortcut": "Minna", "is_shared": True},
    ],
)
def test_the_database_refuses_what_is_no_reply(koyomi: World, fields: dict[str, Any]) -> None:
    kept(koyomi, shortcut="henkin")
    shared(koyomi, "みんなの", shortcut="minna")
    row = {"workspace_id": koyomi.koyomi.id, "person": koyomi.misaki, "name": "別", "text": "x", "language": "ja"}
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedReply.objects.create(**{**row, **fields})
    SavedReply.objects.create(**{**row, **fields, "name": "別", "text": "x", "language": "ja", "archived_at": now()})


@pytest.mark.parametrize("where", ["nowhere", "both", "again", "elsewhere"])
def test_the_database_refuses_what_is_no_place(world: World, where: str) -> None:
    ways: dict[str, dict[str, Any]] = {
        "nowhere": {},
        "both": {"team": world.team, "inbox": world.support},
        "again": {"team": world.team},
        "elsewhere": {"inbox_id": world.harbour_inbox.id},
    }
    reply = shared(world, teams=[world.team.id])
    with pytest.raises(IntegrityError):
        _put(world, reply, ways[where])


def _put(world: World, reply: SavedReply, fields: dict[str, Any]) -> None:
    with tenant(world.koyomi.id), transaction.atomic():
        SavedReplyPlace.objects.create(workspace_id=world.koyomi.id, reply=reply, **fields)
        transaction.get_connection().check_constraints()
