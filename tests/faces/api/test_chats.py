"""Chats of sites over the API."""

from tests.faces.api.client import Caller
from tests.features.chat.visiting import SITE, made_chat
from tests.world import World


def test_a_chat_is_made_read_and_changed(world: World, misaki: Caller, aoi: Caller) -> None:
    new = {"channel": "chat", "name": "サイト", "sender_name": "こよみ", "chat": {"sites": [SITE]}}
    assert misaki.post("/inboxes", new).status == 403
    made = aoi.post("/inboxes", new)
    assert (made.status, made.body["channel"], made.body["sender_name"]) == (201, "chat", "こよみ")
    assert made.body["chat"]["sites"] == [SITE]
    path = f"/inboxes/{made.body['id']}"
    changed = aoi.patch(path, {"name": "チャット", "chat": {"look": {"colour": "#aa3300"}}})
    assert (changed.body["name"], changed.body["chat"]["sites"]) == ("チャット", [SITE])
    assert changed.body["chat"]["look"]["colour"] == "#aa3300"
    assert changed.body["chat"]["hand_out"] == "by_itself"
    assert aoi.patch(path, {"chat": {"hand_out": "by_hand"}}).body["chat"]["hand_out"] == "by_hand"
    assert changed.body["chat"]["steps"] == [{"after": 30, "does": "tell_responsible", "team_id": None}]
    steps = [{"after": 60, "does": "hand_to_free"}, {"after": 20, "does": "tell_takers"}]
    waits = aoi.patch(path, {"chat": {"steps": steps, "too_long": 90}}).body["chat"]
    assert [step["after"] for step in waits["steps"]] == [20, 60]
    assert waits["too_long"] == 90
    no_team = aoi.patch(path, {"chat": {"steps": [{"after": 20, "does": "tell_team"}]}})
    assert (no_team.status, no_team.body["code"]) == (422, "bad-step")
    assert no_team.body["errors"][0]["pointer"] == "/chat/steps"
    assert misaki.get(path).body["chat"]["keys"] == []
    refused = aoi.patch(path, {"chat": {"sites": ["ftp://x"]}})
    assert (refused.status, refused.body["code"]) == (422, "bad-site")
    assert aoi.patch(path, {"enabled": False}).body["disabled_at"]


def test_what_belongs_to_the_other_channel_is_refused(world: World, aoi: Caller) -> None:
    chat = made_chat(world)
    for path, changes in (
        (f"/inboxes/{chat.id}", {"signature": "こよみ"}),
        (f"/inboxes/{chat.id}", {"settings": {"smtp_host": "x.example"}}),
        (f"/inboxes/{world.support.id}", {"chat": {"sites": [SITE]}}),
    ):
        answer = aoi.patch(path, changes)
        assert (answer.status, answer.body["code"]) == (409, "other-channel")
    assert aoi.post("/inboxes", {"name": "x", "channel": "chat", "address": "x@koyomi.example"}).status == 409
    assert aoi.post("/inboxes", {"name": "x"}).status == 422
    assert aoi.get(f"/inboxes/{world.support.id}").body["chat"] is None
    assert aoi.post(f"/inboxes/{chat.id}/test", {}).status == 404


def test_keys(world: World, misaki: Caller, aoi: Caller) -> None:
    path = f"/inboxes/{made_chat(world).id}"
    assert misaki.post(f"{path}/keys", {}).status == 403
    made = aoi.post(f"{path}/keys", {"alg": "ES256"})
    assert (made.status, "PRIVATE KEY" in made.body["key"]) == (201, True)
    shown = aoi.get(path)
    assert [key["kid"] for key in shown.body["chat"]["keys"]] == [made.body["kid"]]
    assert "PRIVATE" not in shown.content.decode()
    assert aoi.delete(f"{path}/keys/{made.body['kid']}").status == 204
    assert aoi.delete(f"{path}/keys/{made.body['kid']}").status == 404
    assert aoi.post(f"/inboxes/{world.support.id}/keys", {}).status == 409
