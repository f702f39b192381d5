"""Inboxes, people, teams, tags, tokens and the workspace over the API."""

from madoguchi.base.tenancy import tenant
from madoguchi.core.events.models import Event
from madoguchi.core.inboxes.models import ChannelCursor, Inbox
from tests.faces.api.client import Caller, caller
from tests.world import World


def test_inboxes(world: World, misaki: Caller, aoi: Caller) -> None:
    found = misaki.get("/inboxes")
    assert set(found.ids) == {world.support.id, world.english.id}
    assert found.queries <= 8
    assert misaki.post("/inboxes", {"name": "請求", "address": "billing@koyomi.example"}).status == 403
    signed = {"signature": "こよみ", "signatures": {"en": "Koyomi Inc."}}
    made = aoi.post(
        "/inboxes", {"name": "請求", "address": "billing@koyomi.example", "charset": "iso-2022-jp", **signed}
    )
    assert made.body["signatures"] == {"en": "Koyomi Inc."}
    assert aoi.patch(f"/inboxes/{made.body['id']}", {"signatures": {"fr": "Koyomi"}}).status == 422
    assert aoi.patch(f"/inboxes/{made.body['id']}", {"signatures": {"en": ""}}).body["signatures"] == {}
    assert (made.status, made.body["charset"], made.body["aliases"]) == (201, "iso-2022-jp", [])
    taken = aoi.post("/inboxes", {"name": "別", "address": "billing@koyomi.example"})
    assert (taken.status, taken.body["code"]) == (409, "address-taken")


def test_an_inbox_keeps_its_secrets_to_itself(world: World, misaki: Caller, aoi: Caller) -> None:
    path = f"/inboxes/{world.support.id}"
    changes = {"settings": {"smtp_host": "smtp.koyomi.example", "smtp_port": 587}, "secrets": {"smtp_password": "秘密"}}
    changed = aoi.patch(path, changes)
    assert changed.body["settings"] == changes["settings"]
    assert changed.body["secrets"] == ["smtp_password"]
    assert "秘密" not in changed.content.decode()
    assert misaki.get(path).body["settings"] == {}
    assert aoi.patch(path, {"settings": {"smtp_port": None}}).body["settings"] == {"smtp_host": "smtp.koyomi.example"}
    with tenant(world.koyomi.id):
        assert Inbox.objects.get(id=world.support.id).secret_values == {"smtp_password": "秘密"}


def test_no_class_of_the_house_is_a_mail_service(world: World, aoi: Caller) -> None:
    settings = {"anymail_backend": "django.core.mail.backends.filebased.EmailBackend"}
    assert aoi.patch(f"/inboxes/{world.support.id}", {"settings": settings}).status == 422


def test_an_inbox_is_stopped_and_started(world: World, aoi: Caller) -> None:
    path = f"/inboxes/{world.support.id}"
    assert aoi.patch(path, {"enabled": False}).body["disabled_at"]
    assert aoi.patch(path, {"enabled": True, "name": "窓口"}).body["disabled_at"] is None


def test_further_addresses(world: World, aoi: Caller) -> None:
    path = f"/inboxes/{world.support.id}"
    assert aoi.put(f"{path}/addresses", {"addresses": ["info@koyomi.example"]}).body["aliases"] == [
        "info@koyomi.example"
    ]
    assert aoi.put(f"{path}/addresses", {"addresses": ["help@koyomi.example"]}).status == 409


def test_people(world: World, misaki: Caller, aoi: Caller) -> None:
    found = misaki.get("/people")
    assert len(found.data) == 6
    assert found.queries <= 8
    path = f"/people/{world.misaki.id}"
    assert misaki.patch(path, {"role": "administrator"}).status == 403
    assert aoi.patch(path, {"role": "supervisor", "all_inboxes": False}).body["role"] == "supervisor"
    assert aoi.put(f"{path}/inboxes/{world.english.id}").body["inbox_ids"] == [world.english.id]
    assert aoi.delete(f"{path}/inboxes/{world.english.id}").body["inbox_ids"] == []
    assert aoi.patch(path, {"active": False}).body["active"] is False
    assert misaki.get("/people").status == 401
    assert aoi.patch(path, {"active": True}).body["active"] is True


def test_the_last_administrator_stays(world: World, aoi: Caller) -> None:
    refused = aoi.patch(f"/people/{world.aoi.id}", {"role": "agent"})
    assert (refused.status, refused.body["code"]) == (409, "last-administrator")


def test_invitations(world: World, misaki: Caller, aoi: Caller) -> None:
    new = {"email": "shinjin@koyomi.example", "role": "agent"}
    assert misaki.post("/invitations", new).status == 403
    made = aoi.post("/invitations", new)
    assert (made.status, made.body["role"]) == (201, "agent")
    assert aoi.get("/invitations").ids == [made.body["id"]]
    assert aoi.post("/invitations", {**new, "email": "misaki@koyomi.example"}).status == 409
    assert aoi.delete(f"/invitations/{made.body['id']}").status == 204
    assert aoi.get("/invitations").ids == []


def test_teams(world: World, misaki: Caller, aoi: Caller) -> None:
    assert misaki.get("/teams").data[0]["person_ids"] == sorted([world.kenji.id, world.misaki.id])
    made = aoi.post("/teams", {"name": "経理", "person_ids": [world.mana.id]})
    assert (made.status, made.body["person_ids"]) == (201, [world.mana.id])
    path = f"/teams/{made.body['id']}"
    assert aoi.patch(path, {"name": "経理部", "person_ids": []}).body == {
        **made.body,
        "name": "経理部",
        "person_ids": [],
    }
    assert aoi.post("/teams", {"name": "経理部"}).status == 409
    assert aoi.patch(path, {"person_ids": [world.oscar.id]}).status == 422
    assert misaki.get(path).status == 200
    assert misaki.delete(path).status == 403
    assert aoi.delete(path).status == 204
    assert aoi.get(path).status == 404


def test_tags(misaki: Caller, aoi: Caller) -> None:
    made = misaki.post("/tags", {"name": "至急", "colour": "vermilion"})
    path = f"/tags/{made.body['id']}"
    assert misaki.post("/tags", {"name": "至急"}).status == 409
    assert misaki.patch(path, {"name": "急ぎ"}).status == 403
    assert aoi.patch(path, {"name": "急ぎ"}).body == {"id": made.body["id"], "name": "急ぎ", "colour": "vermilion"}
    assert misaki.get("/tags").ids == [made.body["id"]]
    assert misaki.get(path).status == 200
    assert aoi.delete(path).status == 204


def test_tokens(world: World, misaki: Caller, aoi: Caller) -> None:
    made = misaki.post("/tokens", {"name": "連携", "scopes": ["read"], "expires_at": "2999-01-01T00:00:00Z"})
    assert made.status == 201
    assert Caller(made.body["token"]).get("/me").body["scopes"] == ["read"]
    assert made.body["token"] not in misaki.get("/tokens").content.decode()
    assert misaki.delete(f"/tokens/{made.body['id']}").status == 204
    assert Caller(made.body["token"]).get("/me").status == 401


def test_a_token_gives_no_more_than_it_has(world: World) -> None:
    settings = caller(world, world.misaki, "settings")
    assert settings.post("/tokens", {"name": "x", "scopes": ["conversations"]}).status == 422
    assert settings.post("/tokens", {"name": "x", "scopes": ["everything"]}).status == 422


def test_tokens_of_others(world: World, misaki: Caller, aoi: Caller) -> None:
    mine = misaki.get("/tokens").ids
    assert set(aoi.get("/tokens").ids) > set(mine)
    assert misaki.delete(f"/tokens/{max(aoi.get('/tokens').ids)}").status in (204, 404)
    ren = caller(world, world.ren)
    assert ren.get("/tokens").status == 403


def test_the_workspace(misaki: Caller, aoi: Caller) -> None:
    assert misaki.get("/workspace").body["name"] == "こよみワークス"
    assert misaki.patch("/workspace", {"name": "x"}).status == 403
    assert aoi.patch("/workspace", {"time_zone": "Europe/London"}).body["time_zone"] == "Europe/London"
    assert aoi.patch("/workspace", {"time_zone": "Mars/Base"}).body["errors"][0]["pointer"] == "/time_zone"


def test_a_test_mail(world: World, misaki: Caller, aoi: Caller) -> None:
    path = f"/inboxes/{world.support.id}/test"
    assert aoi.get(path).status == 404
    assert misaki.post(path).status == 403
    begun = aoi.post(path)
    assert (begun.status, begun.body["state"]) == (202, "sending")
    assert aoi.get(path).body["seconds"] is None


def test_a_mailbox_is_read_once_more(world: World, misaki: Caller, aoi: Caller) -> None:
    path = f"/inboxes/{world.support.id}/reread"
    period = {"since": "2026-11-01T00:00:00Z", "until": "2026-11-08T00:00:00Z"}
    assert misaki.post(path, period).status == 403
    assert aoi.post(path, period).body["code"] == "no-mailbox"
    aoi.patch(f"/inboxes/{world.support.id}", {"settings": {"imap_host": "imap.koyomi.example"}})
    assert aoi.get(path).status == 404
    asked = aoi.post(path, period)
    assert (asked.status, asked.body["inbox_id"]) == (202, world.support.id)
    with tenant(world.koyomi.id):
        assert Event.objects.filter(type="inbox.reread_asked").exists()
    shown = aoi.get(path)
    assert (shown.body["state"], shown.body["found"], shown.body["since"]) == ("reading", 0, period["since"])
    assert misaki.get(path).status == 403
    backwards = aoi.post(path, {"since": period["until"], "until": period["since"]})
    assert (backwards.status, backwards.body["errors"][0]["pointer"]) == (422, "/until")


def test_mail_that_stands_still(world: World, misaki: Caller, aoi: Caller) -> None:
    assert aoi.get("/alarms").body == {"data": [], "next": None}
    aoi.patch(f"/inboxes/{world.support.id}", {"settings": {"imap_host": "imap.koyomi.example"}})
    with tenant(world.koyomi.id):
        ChannelCursor.objects.create(workspace_id=world.koyomi.id, inbox=world.support, problem="no route")
    assert aoi.get("/alarms").body["data"] == [
        {"inbox_id": world.support.id, "inbox_name": world.support.name, "way": "in"}
    ]
    assert misaki.get("/alarms").status == 403


def test_a_choice_is_listed_in_no_language(aoi: Caller) -> None:
    refused = aoi.get("/conversations?order=x", Accept_Language="ja").body["errors"][0]["detail"]
    assert " or " not in refused
    assert refused.startswith("次のいずれかを指定してください")
