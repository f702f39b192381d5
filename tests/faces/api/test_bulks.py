"""Bulks by the API."""

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.bulk import working
from tests.faces.api.client import Caller, caller
from tests.faces.api.matters import begun
from tests.world import World


@pytest.fixture
def many(world: World) -> list[int]:
    return [begun(world.support, world.taro, "taro..sato.@docomo.ne.jp").id for _number in range(3)]


@pytest.fixture
def misaki(world: World) -> Caller:
    return caller(world, world.misaki)


def work_off(world: World, bulk_id: int) -> None:
    working.go_on(bulk_id, workspace_id=world.koyomi.id)


def test_it_is_begun_followed_and_undone(world: World, misaki: Caller, many: list[int]) -> None:
    made = misaki.post("/bulks", {"verb": "assign", "person_id": world.kenji.id, "conversation_ids": many})
    assert (made.status, made.body["state"], made.body["total"]) == (201, "running", 3)
    address = f"/bulks/{made.body['id']}"
    work_off(world, made.body["id"])
    read = misaki.get(address).body
    assert (read["state"], read["done"]) == ("done", 3)
    items = misaki.get(f"{address}/items?outcome=done&limit=2")
    assert [item["conversation_id"] for item in items.data] == many[:2]
    assert items.body["next"]
    assert misaki.post(f"{address}/undo").body["state"] == "undoing"
    work_off(world, made.body["id"])
    assert misaki.get(address).body["undone"] == 3
    assert misaki.get("/bulks").ids == [made.body["id"]]


def test_a_list_is_taken_whole(world: World, misaki: Caller, many: list[int]) -> None:
    made = misaki.post("/bulks", {"verb": "resolve", "view": "unassigned", "filter": "from:佐藤"})
    assert made.body["total"] == 3
    work_off(world, made.body["id"])
    with tenant(world.koyomi.id):
        assert set(Conversation.objects.values_list("status", flat=True)) == {"resolved"}
    view = misaki.post("/saved-views", {"name": "a", "filter": "is:resolved"}).body["id"]
    assert misaki.post("/bulks", {"verb": "reopen", "saved_view": view}).body["total"] == 3
    stopped = misaki.post(f"/bulks/{made.body['id'] + 1}/cancel")
    assert stopped.body["state"] == "cancelled"


def test_what_is_not_right_is_refused(world: World, misaki: Caller, many: list[int]) -> None:
    wrong = [
        {"verb": "resolve"},
        {"verb": "resolve", "conversation_ids": many, "view": "open"},
        {"verb": "resolve", "filter": "foo:bar"},
        {"verb": "resolve", "conversation_ids": [10**9]},
        {"verb": "delete", "conversation_ids": many},
        {"verb": "tag", "conversation_ids": many},
        {"verb": "snooze", "conversation_ids": many, "until": "2020-01-01T00:00:00Z"},
        {"verb": "reply", "conversation_ids": many},
    ]
    assert [misaki.post("/bulks", body).status for body in wrong] == [422] * len(wrong)
    assert misaki.get("/bulks").data == []


def test_whose_it_is_not(world: World, misaki: Caller, many: list[int]) -> None:
    made = misaki.post("/bulks", {"verb": "resolve", "conversation_ids": many}).body["id"]
    kenji = caller(world, world.kenji)
    assert kenji.get(f"/bulks/{made}").status == 404
    assert kenji.post(f"/bulks/{made}/undo").status == 404
    assert kenji.get("/bulks").data == []
    assert caller(world, world.ren).post("/bulks", {"verb": "resolve", "conversation_ids": many}).status == 403


def test_once_only(world: World, misaki: Caller, many: list[int]) -> None:
    body = {"verb": "reply", "text": "a", "conversation_ids": many}
    first = misaki.post("/bulks", body, Idempotency_Key="k")
    again = misaki.post("/bulks", body, Idempotency_Key="k")
    assert first.body["id"] == again.body["id"]
    assert len(misaki.get("/bulks").data) == 1
