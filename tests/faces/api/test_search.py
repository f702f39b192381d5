"""Searching by the API: the same as at the desk, under the same rights."""

import pytest

from tests.faces.api.client import caller
from tests.features.search.saying import begin, write_all
from tests.world import World


@pytest.fixture
def spoken(world: World) -> World:
    begin(world, world.hanako, "返品について", "返品の送料はいくらですか。", days=3)
    begin(world, world.emma, "Refund", "Where is my refund?", inbox=world.english, days=1)
    for number in range(5):
        begin(world, world.taro, f"件{number}", "見積書をください。", days=number)
    write_all(world.koyomi.id)
    return world


def test_what_was_said_is_found_with_its_words(spoken: World) -> None:
    body = caller(spoken, spoken.misaki).get("/search?query=返品送料").body
    (hit,) = body["data"]
    assert hit["contact"] == {"id": spoken.hanako.id, "name": "山田 花子"}
    assert hit["company"]["name"] == "こうぼ商店"
    assert hit["message"]["kind"] == "inbound"
    assert [part["text"] for part in hit["snippet"] if part["found"]] == ["返品", "送料"]
    assert (body["count"], body["more"], body["next"], body["problems"], body["suggestion"]) == (1, False, None, [], "")


def test_people_are_found_beside_it(spoken: World) -> None:
    body = caller(spoken, spoken.misaki).get("/search?query=やまだ").body
    assert [row["name"] for row in body["contacts"]] == ["山田 花子"]
    assert [row["name"] for row in caller(spoken, spoken.misaki).get("/search?query=こうぼ").body["companies"]] == [
        "こうぼ商店"
    ]


@pytest.mark.parametrize("order", ["best", "newest"])
def test_pages_go_on(spoken: World, order: str) -> None:
    call = caller(spoken, spoken.misaki)
    first = call.get(f"/search?query=見積書&order={order}&limit=3")
    assert f"cursor={first.body['next']}" in first.headers["Link"]
    rest = call.get(f"/search?query=見積書&order={order}&limit=3&cursor={first.body['next']}")
    found = [row["conversation_id"] for row in (*first.data, *rest.data)]
    assert len(set(found)) == len(found) == 5
    assert rest.body["next"] is None


def test_conditions_and_their_mistakes(spoken: World) -> None:
    call = caller(spoken, spoken.misaki)
    assert len(call.get("/search?query=from:佐藤 見積書").data) == 5
    assert call.get("/search?query=from:山田 見積書").data == []
    body = call.get("/search?query=nosuch:1 見積書").body
    assert len(body["problems"]) == 1
    assert call.get("/search?query=is:open").data[0]["message"] is None


def test_another_word_is_suggested_where_nothing_is_found(spoken: World) -> None:
    assert caller(spoken, spoken.misaki).get("/search?query=refnud").body["suggestion"] == "refund"


def test_a_partner_finds_their_own_inboxes_alone(spoken: World) -> None:
    call = caller(spoken, spoken.olivia, "read")
    assert len(call.get("/search?query=refund").data) == 1
    assert call.get("/search?query=送料").data == []
    assert call.get("/search?query=山田").body["contacts"] == []


def test_another_workspace_finds_nothing(spoken: World) -> None:
    assert caller(spoken, spoken.oscar).get("/search?query=refund").data == []


def test_a_search_has_words_and_an_end(spoken: World) -> None:
    call = caller(spoken, spoken.misaki)
    assert call.get("/search").data == call.get("/search?query=の").data == []
    assert call.get(f"/search?query={'x' * 1001}").status == 422


def test_a_cursor_that_is_not_ours_is_refused(spoken: World) -> None:
    assert caller(spoken, spoken.misaki).get("/search?query=見積書&cursor=x").status == 422


def test_what_was_looked_for_is_remembered_and_forgotten(spoken: World) -> None:
    call = caller(spoken, spoken.misaki)
    assert call.post("/search/recent", {"query": "返品 送料"}).status == 204
    assert [row["query"] for row in call.get("/search/recent").data] == ["返品 送料"]
    assert caller(spoken, spoken.kenji).get("/search/recent").data == []
    assert call.delete("/search/recent").status == 204
    assert call.get("/search/recent").data == []
