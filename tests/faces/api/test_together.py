"""Working on one conversation with others, over the API."""

from collections.abc import Iterator

import pytest

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


def test_whether_supervisors_may_watch_unseen(aoi: Caller, misaki: Caller) -> None:
    assert misaki.get("/workspace").body["unseen_watching"] is False
    assert aoi.patch("/workspace", {"unseen_watching": True}).body["unseen_watching"] is True
