"""Saved replies by the API."""

import pytest

from madoguchi.core.conversations.models import Conversation
from tests.faces.api.client import Caller, caller
from tests.world import World

NEW = {
    "name": "返金のご案内",
    "text": "{{contact.name}}\n{{agent.family_name}}です。",
    "language": "ja",
    "shortcut": "/henkin",
    "folder": "経理",
    "shared": True,
}


@pytest.fixture
def kenji(world: World) -> Caller:
    return caller(world, world.kenji)


@pytest.fixture
def misaki(world: World) -> Caller:
    return caller(world, world.misaki)


def test_one_is_kept_read_changed_archived_and_deleted(world: World, kenji: Caller, misaki: Caller) -> None:
    made = kenji.post("/saved-replies", {**NEW, "teams": [world.team.id], "inboxes": [world.support.id]})
    assert (made.status, made.body["shortcut"], made.body["teams"]) == (201, "henkin", [world.team.id])
    address = f"/saved-replies/{made.body['id']}"
    assert made.headers["Location"].endswith(address)
    assert misaki.get(address).body["inboxes"] == [world.support.id]
    changed = kenji.patch(address, {"text": "はい", "teams": []})
    assert (changed.body["text"], changed.body["teams"], changed.body["name"]) == ("はい", [], "返金のご案内")
    assert kenji.put(f"{address}/archival").body["archived_at"]
    assert misaki.get("/saved-replies").ids == []
    assert misaki.get("/saved-replies?archived=true").ids == [made.body["id"]]
    assert kenji.delete(f"{address}/archival").body["archived_at"] is None
    assert kenji.delete(address).status == 204
    assert kenji.get(address).status == 404


def test_the_list_is_searched_narrowed_ordered_and_paged(kenji: Caller) -> None:
    for number in range(3):
        kenji.post("/saved-replies", {**NEW, "name": f"返金{number}", "shortcut": "", "folder": f"箱{number}"})
    made = [row["id"] for row in kenji.get("/saved-replies").data]
    assert kenji.get("/saved-replies?q=henkin1").ids == [made[1]]
    assert kenji.get("/saved-replies?folder=箱2").ids == [made[2]]
    assert kenji.get("/saved-replies?language=en").ids == []
    assert kenji.get("/saved-replies?unused=true").ids == []
    first = kenji.get("/saved-replies?limit=2&order=used")
    assert first.ids + kenji.get(f"/saved-replies?limit=2&order=used&cursor={first.body['next']}").ids == made


def test_it_is_filled_in_for_a_conversation(world: World, matter: Conversation, kenji: Caller, misaki: Caller) -> None:
    reply_id = kenji.post("/saved-replies", NEW).body["id"]
    address = f"/conversations/{matter.id}/saved-replies/{reply_id}"
    assert misaki.get(address).body == {"text": "山田 花子 様\n藤井です。", "missing": []}
    assert kenji.get(f"/saved-replies/{reply_id}").body["used"] == 0
    assert misaki.post(f"{address}/uses").body["text"] == "山田 花子 様\n藤井です。"
    assert kenji.get(f"/saved-replies/{reply_id}").body["used"] == 1
    kenji.patch(f"/saved-replies/{reply_id}", {"text": "{{contact.given_name}} {{company.name|貴社}}"})
    assert misaki.get(address).body == {"text": "花子 こうぼ商店", "missing": []}


def test_who_may_not_share_is_refused(world: World, kenji: Caller, misaki: Caller) -> None:
    assert misaki.post("/saved-replies", NEW).status == 403
    shared = kenji.post("/saved-replies", NEW).body["id"]
    assert misaki.patch(f"/saved-replies/{shared}", {"name": "b"}).status == 403
    own = kenji.post("/saved-replies", {**NEW, "shared": False}).body["id"]
    assert misaki.get(f"/saved-replies/{own}").status == 404
    refused = kenji.post("/saved-replies", {**NEW, "name": "b", "shortcut": "", "text": "{{a.b}}"})
    assert (refused.status, refused.body["code"]) == (422, "unknown-variable")
