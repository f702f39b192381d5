"""Contacts and companies over the API."""

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.models import Contact
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.models import AuditEntry
from tests.faces.api.client import Caller, caller
from tests.faces.api.matters import begun
from tests.world import World


def test_lists_page_by_page(world: World, misaki: Caller) -> None:
    first = misaki.get("/contacts?limit=2")
    rest = misaki.get(f"/contacts?limit=2&cursor={first.body['next']}")
    assert sorted(first.ids + rest.ids) == sorted([world.hanako.id, world.taro.id, world.emma.id])
    assert first.queries <= 8


@pytest.mark.parametrize("query", ["やまだ", "ﾔﾏﾀﾞ", "山田", "hanako@kobo", "こうぼ"])
def test_searches(world: World, misaki: Caller, query: str) -> None:
    assert misaki.get(f"/contacts?query={query}").ids == [world.hanako.id]


def test_filters(world: World, misaki: Caller) -> None:
    assert misaki.get(f"/contacts?company={world.kobo.id}").ids == [world.hanako.id]
    assert misaki.get("/contacts?kind=lead").ids == []
    assert misaki.get("/contacts?updated_since=2999-01-01T00:00:00Z").ids == []


def test_reads_one_and_writes_down_that_it_was_read(world: World, misaki: Caller) -> None:
    found = misaki.get(f"/contacts/{world.hanako.id}")
    assert found.body["name"] == "山田 花子"
    assert [one["value"] for one in found.body["identities"]] == ["hanako@kobo.example"]
    assert found.queries <= 8
    misaki.get(f"/contacts/{world.hanako.id}")
    with tenant(world.koyomi.id):
        assert AuditEntry.objects.filter(kind="contact.viewed").count() == 1


def test_who_may_not_read_personal_data_sees_masks(world: World, matter: Conversation) -> None:
    ren = caller(world, world.ren)
    assert ren.get(f"/contacts/{world.hanako.id}").body["identities"][0]["value"] == "h•••@kobo.example"
    message = ren.get(f"/conversations/{matter.id}/messages").data[0]
    assert message["addresses"]["from"][0]["address"] == "h•••@kobo.example"
    assert ren.get(f"/conversations/{matter.id}/recipients").body["to"] == ["h•••@kobo.example"]
    assert ren.get(f"/messages/{message['id']}/raw").status == 403
    assert ren.get("/contacts?query=hanako@kobo").ids == []
    with tenant(world.koyomi.id):
        assert not AuditEntry.objects.exists()


def test_creates(world: World, misaki: Caller) -> None:
    new = {
        "family_name": "鈴木",
        "given_name": "一郎",
        "family_name_kana": "すずき",
        "kind": "customer",
        "identities": [{"kind": "mail", "value": "ichiro@kobo.example"}, {"kind": "phone", "value": "03-1234-5678"}],
    }
    made = misaki.post("/contacts", new)
    assert made.status == 201
    assert (made.body["company_id"], made.body["honorific"]) == (world.kobo.id, "様")
    assert made.body["identities"][1]["value"] == "+81312345678"
    taken = misaki.post("/contacts", new)
    assert (taken.status, taken.body["code"]) == (409, "identity-taken")


def test_changes(world: World, misaki: Caller) -> None:
    changed = misaki.patch(f"/contacts/{world.taro.id}", {"given_name": "次郎", "company_id": world.kobo.id})
    assert (changed.body["name"], changed.body["company_id"]) == ("佐藤 次郎", world.kobo.id)
    refused = misaki.patch(f"/contacts/{world.taro.id}", {"time_zone": "Mars/Base", "attributes": {"plan": "x"}})
    assert refused.body["errors"][0]["pointer"] in ("/time_zone", "/attributes/plan")


def test_a_wrong_identity_is_named_where_it_stands(misaki: Caller) -> None:
    identities = [{"kind": "phone", "value": "03-1234-5678"}, {"kind": "mail", "value": "nobody"}]
    refused = misaki.post("/contacts", {"family_name": "鈴木", "identities": identities})
    assert (refused.status, refused.body["errors"][0]["pointer"]) == (422, "/identities/1/value")


def test_identities(world: World, misaki: Caller) -> None:
    path = f"/contacts/{world.taro.id}/identities"
    made = misaki.post(path, {"kind": "mail", "value": "Taro@Example.jp"})
    assert (made.status, made.body["value"]) == (201, "taro@example.jp")
    assert misaki.post(path, {"kind": "mail", "value": "nonsense"}).body["errors"][0]["pointer"] == "/value"
    assert misaki.delete(f"/contacts/{world.hanako.id}/identities/{made.body['id']}").status == 404
    assert misaki.delete(f"{path}/{made.body['id']}").status == 204


def test_merges_and_undoes(world: World, misaki: Caller, matter: Conversation) -> None:
    merge = misaki.post(f"/contacts/{world.taro.id}/merge", {"merged_id": world.hanako.id})
    assert merge.status == 201
    assert misaki.get(f"/conversations/{matter.id}").body["contact"]["id"] == world.taro.id
    assert misaki.get(f"/contacts/{world.taro.id}/merges").ids == [merge.body["id"]]
    assert misaki.post(f"/contact-merges/{merge.body['id']}/undo").body["undone_at"]
    assert misaki.get(f"/conversations/{matter.id}").body["contact"]["id"] == world.hanako.id


def test_blocks(world: World, misaki: Caller) -> None:
    assert misaki.put(f"/contacts/{world.taro.id}/block").body["blocked_at"]
    new = {"inbox_id": world.support.id, "to": ["taro..sato.@docomo.ne.jp"], "text": "a"}
    assert misaki.post("/conversations", new).status == 409
    assert misaki.delete(f"/contacts/{world.taro.id}/block").body["blocked_at"] is None


def test_erases(world: World, misaki: Caller, aoi: Caller, matter: Conversation) -> None:
    assert misaki.delete(f"/contacts/{world.hanako.id}").status == 403
    assert aoi.delete(f"/contacts/{world.hanako.id}").status == 204
    with tenant(world.koyomi.id):
        assert not Message.objects.exclude(text="").exists()
        assert Contact.objects.get(id=world.hanako.id).erased_at


def test_exports(world: World, aoi: Caller, matter: Conversation) -> None:
    found = aoi.post(f"/contacts/{world.hanako.id}/export")
    assert found.status == 200
    assert found.body["identities"][0]["value"] == "hanako@kobo.example"
    assert found.body["held"]["conversations"]


def test_duplicates(world: World, misaki: Caller) -> None:
    twin = {"family_name": "山田", "given_name": "花子", "company_id": world.kobo.id}
    other = misaki.post("/contacts", twin).body["id"]
    assert misaki.get(f"/contacts/{world.hanako.id}/duplicates").data[0]["second"]["id"] == other
    assert len(misaki.get("/duplicates").data) == 1
    assert misaki.delete(f"/contacts/{world.hanako.id}/duplicates/{other}").status == 204
    assert misaki.get("/duplicates").data == []


def test_a_partner_sees_those_they_meet(world: World) -> None:
    olivia = caller(world, world.olivia)
    begun(world.english, world.emma, "emma@clarke.example")
    assert olivia.get("/contacts").ids == [world.emma.id]
    assert olivia.get(f"/contacts/{world.hanako.id}").status == 404
    assert olivia.get("/contacts").data[0]["identities"][0]["value"] == "e•••@clarke.example"


def test_companies(world: World, misaki: Caller) -> None:
    made = misaki.post("/companies", {"name": "あおば工業", "domains": ["aoba.example"]})
    assert made.status == 201
    assert misaki.get("/companies?query=アオバ").ids == [made.body["id"]]
    first = misaki.get("/companies?limit=1")
    rest = misaki.get(f"/companies?limit=1&cursor={first.body['next']}")
    assert sorted(first.ids + rest.ids) == sorted([made.body["id"], world.kobo.id])
    path = f"/companies/{made.body['id']}"
    assert misaki.patch(path, {"name_kana": "あおばこうぎょう"}).body["name"] == "あおば工業"
    assert misaki.patch(path, {"domains": ["kobo.example"]}).status == 409
    assert misaki.get(path).status == 200
    assert misaki.delete(path).status == 204
    assert misaki.get(path).status == 404


def test_custom_attributes(world: World, misaki: Caller, aoi: Caller, matter: Conversation) -> None:
    new = {"on": "conversation", "key": "plan", "label": "プラン", "type": "choice", "choices": ["A", "B"]}
    assert misaki.post("/attributes", new).status == 403
    made = aoi.post("/attributes", new)
    assert made.status == 201
    assert misaki.get("/attributes?on=conversation").ids == [made.body["id"]]
    assert misaki.get("/attributes?on=contact").ids == []
    path = f"/conversations/{matter.id}"
    assert misaki.patch(path, {"attributes": {"plan": "A"}}).body["attributes"] == {"plan": "A"}
    wrong = misaki.patch(path, {"attributes": {"plan": "C"}})
    assert wrong.body["errors"][0]["pointer"] == "/attributes/plan"
    assert misaki.patch(path, {"attributes": {"plan": None}}).body["attributes"] == {}
    assert aoi.patch(f"/attributes/{made.body['id']}", {"label": "契約"}).body["label"] == "契約"
    assert aoi.delete(f"/attributes/{made.body['id']}").status == 204
