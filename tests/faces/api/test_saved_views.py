"""Filters and saved views by the API."""

import pytest

from tests.faces.api.client import Caller, caller
from tests.features.views.matters import Matters, build
from tests.world import World


@pytest.fixture
def matters(world: World) -> Matters:
    return build(world)


@pytest.fixture
def kenji(world: World, matters: Matters) -> Caller:
    return caller(world, world.kenji)


def test_a_list_takes_the_filter_of_the_desk(matters: Matters, kenji: Caller) -> None:
    found = kenji.get("/conversations?filter=is:open from:yamada")
    assert found.ids == [matters.rows["waiting"].id]
    assert found.body["next"] is None
    assert kenji.get("/conversations?filter=状態：解決済み").ids == [matters.rows["done"].id]
    assert kenji.get(f"/conversations?filter=返品&inbox={matters.world.english.id}").ids == []
    refused = kenji.get("/conversations?filter=foo:bar tag:none")
    assert (refused.status, refused.body["code"]) == (422, "bad-filter")
    assert "foo" in refused.body["detail"]


def test_a_list_has_the_orders_of_the_desk(matters: Matters, kenji: Caller) -> None:
    rows = matters.rows
    assert kenji.get("/conversations?view=open&order=due").ids == [rows["mine"].id, rows["waiting"].id]
    assert kenji.get("/conversations?view=open&order=priority").ids == [rows["waiting"].id, rows["mine"].id]
    first = kenji.get("/conversations?view=all&order=created&limit=1&status=open")
    assert first.ids == [rows["waiting"].id]
    rest = kenji.get(f"/conversations?view=all&order=created&limit=1&status=open&cursor={first.body['next']}")
    assert rest.ids == [rows["mine"].id]


def test_a_saved_view_is_made_read_changed_placed_and_deleted(matters: Matters, kenji: Caller) -> None:
    made = kenji.post(
        "/saved-views", {"name": "VIP", "filter": 'is:open assignee:me tag:"vip 顧客"', "order": "due", "shared": True}
    )
    assert made.status == 201
    assert made.body["conditions"][1] == {"field": "assignee", "op": "is", "value": ["me"], "not": False}
    address = f"/saved-views/{made.body['id']}"
    assert kenji.get(address).body["filter"] == 'is:open assignee:me tag:"VIP 顧客"'
    assert [view["name"] for view in caller(matters.world, matters.world.misaki).get("/saved-views").data] == ["VIP"]
    changed = kenji.patch(address, {"filter": "tag:返品"})
    assert (changed.body["filter"], changed.body["name"], changed.body["order"]) == ("tag:返品", "VIP", "due")
    found = kenji.get(f"/conversations?saved_view={made.body['id']}&filter=is:open")
    assert found.ids == [matters.rows["mine"].id]
    assert kenji.put(f"{address}/position", {"position": 0}).status == 204
    assert kenji.delete(address).status == 204
    assert kenji.get(address).status == 404


def test_who_may_not_share_is_refused(matters: Matters, kenji: Caller) -> None:
    misaki = caller(matters.world, matters.world.misaki)
    assert misaki.post("/saved-views", {"name": "a", "shared": True}).status == 403
    shared = kenji.post("/saved-views", {"name": "a", "shared": True}).body["id"]
    assert misaki.patch(f"/saved-views/{shared}", {"name": "b"}).status == 403
    own = kenji.post("/saved-views", {"name": "b"}).body["id"]
    assert misaki.get(f"/saved-views/{own}").status == 404
    assert misaki.get(f"/conversations?saved_view={own}").status == 404


def test_the_waits_of_the_workspace(matters: Matters) -> None:
    aoi = caller(matters.world, matters.world.aoi)
    assert aoi.get("/workspace").body["unanswered_minutes"] == 1440
    assert aoi.patch("/workspace", {"unanswered_minutes": 240}).body["unanswered_minutes"] == 240
    refused = aoi.patch("/workspace", {"long_wait_minutes": 500})
    assert (refused.status, refused.body["code"]) == (422, "bad-wait")
    assert aoi.get("/conversations?view=unanswered").ids == [
        matters.rows["mine"].id, matters.rows["waiting"].id
    ]  # fmt: skip
