"""Working on one conversation with others, over the API."""

from collections.abc import Iterator

import pytest

from madoguchi.core.conversations.actions.draft import save_draft
from madoguchi.core.conversations.models import Conversation
from tests.faces.api.client import Caller, caller
from tests.presence import comes, everybody_leaves
from tests.world import World


@pytest.fixture(autouse=True)
def nobody_is_left() -> Iterator[None]:
    yield
    everybody_leaves()


def test_who_is_in_a_conversation(world: World, misaki: Caller, matter: Conversation) -> None:
    assert misaki.get(f"/conversations/{matter.id}/presence").data == []
    comes(world.kenji, matter, "reply")
    comes(world.misaki, matter)
    assert misaki.get(f"/conversations/{matter.id}/presence").data == [
        {"person_id": world.kenji.id, "doing": "reply"},
        {"person_id": world.misaki.id, "doing": ""},
    ]
    assert caller(world, world.olivia).get(f"/conversations/{matter.id}/presence").status == 404


def test_taking_over_shows_the_owner_what_others_left_unsent(
    world: World, misaki: Caller, matter: Conversation
) -> None:
    save_draft(matter.id, kind="reply", text="書きかけ", fields={}, actor=world.actor(world.kenji))
    assert misaki.get(f"/conversations/{matter.id}/replies-begun").data == []
    assert misaki.post(f"/conversations/{matter.id}/take-over").body["assignee_id"] == world.misaki.id
    (begun,) = misaki.get(f"/conversations/{matter.id}/replies-begun").data
    assert (begun["person_id"], begun["text"]) == (world.kenji.id, "書きかけ")
    assert caller(world, world.aoi).get(f"/conversations/{matter.id}/replies-begun").data == []
    assert caller(world, world.ren).post(f"/conversations/{matter.id}/take-over").status == 403


def test_handing_over(world: World, misaki: Caller, matter: Conversation) -> None:
    given = {"person_id": world.kenji.id, "text": "お願いします", "next_action": "電話する"}
    answer = misaki.post(f"/conversations/{matter.id}/hand-over", given)
    assert (answer.status, answer.body["kind"]) == (201, "note")
    after = misaki.get(f"/conversations/{matter.id}").body
    assert (after["assignee_id"], after["next_action"]) == (world.kenji.id, "電話する")
    assert misaki.post(f"/conversations/{matter.id}/hand-over", {"text": "x"}).status == 422
    refused = misaki.post(f"/conversations/{matter.id}/hand-over", {"person_id": world.oscar.id, "text": "x"})
    assert (refused.status, refused.body["errors"][0]["pointer"]) == (422, "/person_id")


def test_calls_for_help(world: World, misaki: Caller, matter: Conversation) -> None:
    at, kenji = f"/conversations/{matter.id}/help", caller(world, world.kenji)
    made = misaki.post(at, {"text": "お怒りです", "urgent": True})
    assert (made.status, made.body["asked_by_id"], made.body["urgent"]) == (201, world.misaki.id, True)
    assert misaki.post(at, {}).status == 409
    assert kenji.get("/conversations?view=help").ids == [matter.id]
    assert misaki.post(f"{at}/take").status == 403
    assert kenji.post(f"{at}/take").body["taken_by_id"] == world.kenji.id
    assert kenji.delete(at).body["settled_by_id"] == world.kenji.id
    assert kenji.get("/conversations?view=help").ids == []
    assert [row["text"] for row in misaki.get(at).data] == ["お怒りです"]


def test_whether_supervisors_may_watch_unseen(aoi: Caller, misaki: Caller) -> None:
    assert misaki.get("/workspace").body["unseen_watching"] is False
    assert aoi.patch("/workspace", {"unseen_watching": True}).body["unseen_watching"] is True


def test_a_conversation_at_one_glance(world: World, misaki: Caller, matter: Conversation) -> None:
    found = misaki.get(f"/conversations/{matter.id}/summary").body
    assert (found["inbound"], found["replies"], found["last_reply"]) == (1, 0, None)
    assert found["last_inbound"]["text"] == "お世話になっております。"
    assert caller(world, world.olivia).get(f"/conversations/{matter.id}/summary").status == 404
