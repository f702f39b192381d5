"""Notifications over the API: one's own, and nobody else's."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.notifications.models import PushDevice
from tests.faces.api.client import Caller, caller
from tests.features.notifications.telling import tell_all
from tests.world import World


def mention(world: World, matter: Conversation) -> None:
    """田村さん names 藤井さん in a note."""
    with tenant(world.koyomi.id):
        add_note(matter.id, text="@藤井 美咲 さん", actor=world.actor(world.kenji))
        tell_all()


def test_lists_and_reads(world: World, misaki: Caller, matter: Conversation) -> None:
    mention(world, matter)
    listed = misaki.get("/notifications?unread=true", Accept_Language="ja")
    assert listed.queries <= 8
    (row,) = listed.data
    assert (row["kind"], row["text"], row["about"]) == (
        "mentioned",
        "田村 健二 さんがあなたにメンションしました",
        matter.subject,
    )
    assert (row["conversation_id"], row["count"], row["read_at"]) == (matter.id, 1, None)
    assert caller(world, world.kenji).get("/notifications").data == []
    assert caller(world, world.kenji).post("/notifications/read", {"ids": [row["id"]]}).body == {"read": 0}
    assert misaki.post("/notifications/read", {"ids": [row["id"]]}).body == {"read": 1}
    assert misaki.get("/notifications?unread=true").data == []
    assert misaki.get("/notifications").data[0]["read_at"] is not None


def test_reads_all(world: World, misaki: Caller, matter: Conversation) -> None:
    mention(world, matter)
    assert misaki.post("/notifications/read", {}).body == {"read": 1}


def test_a_token_for_reading_changes_nothing(world: World, misaki: Caller, matter: Conversation) -> None:
    mention(world, matter)
    reading = caller(world, world.misaki, "read")
    assert len(reading.get("/notifications").data) == 1
    assert reading.post("/notifications/read", {}).status == 403
    assert reading.patch("/notification-settings", {"mail_after": 30}).status == 403
    assert len(misaki.get("/notifications?unread=true").data) == 1


def test_how_one_wants_to_be_told(misaki: Caller) -> None:
    known = misaki.get("/notification-settings").body
    assert known["channels"]["mentioned"] == ["mail", "page", "push", "sound"]
    assert (known["quiet_from"], known["mail_after"]) == ("22:00:00", 10)
    changes = {"channels": {"mentioned": ["page"]}, "quiet_from": None, "quiet_to": None, "quiet_days": [6]}
    changed = misaki.patch("/notification-settings", changes).body
    assert changed["channels"]["mentioned"] == ["page"]
    assert changed["channels"]["assigned"] == known["channels"]["assigned"]
    assert (changed["quiet_from"], changed["quiet_days"], changed["mail_after"]) == (None, [6], 10)
    assert misaki.patch("/notification-settings", {"mail_after": 0}).status == 422
    assert misaki.patch("/notification-settings", {"channels": {"gossip": []}}).status == 422


def test_what_push_and_mail_may_say(aoi: Caller, misaki: Caller) -> None:
    assert misaki.get("/notification-rule").body == {"shows_texts": False}
    assert misaki.patch("/notification-rule", {"shows_texts": True}).status in (403, 404)
    assert aoi.patch("/notification-rule", {"shows_texts": True}).body == {"shows_texts": True}
    assert misaki.get("/notification-rule").body == {"shows_texts": True}


def test_devices(world: World, misaki: Caller) -> None:
    with tenant(world.koyomi.id):
        device = PushDevice.objects.create(
            workspace_id=world.koyomi.id, person=world.misaki, name="Chrome · Windows", digest="d", secrets="sealed"
        )
    assert [row["name"] for row in misaki.get("/push-devices").data] == ["Chrome · Windows"]
    kenji = caller(world, world.kenji)
    assert kenji.get("/push-devices").data == []
    assert kenji.delete(f"/push-devices/{device.id}").status == 404
    assert misaki.delete(f"/push-devices/{device.id}").status == 204
    assert misaki.get("/push-devices").data == []
