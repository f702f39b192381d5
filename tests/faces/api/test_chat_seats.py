"""Who takes chats, over the API."""

from tests.faces.api.client import Caller, caller
from tests.world import World


def test_one_s_own_seat_and_those_that_one_leads(world: World, misaki: Caller, aoi: Caller) -> None:
    mine, other = f"/chat-seats/{world.misaki.id}", f"/chat-seats/{world.kenji.id}"
    assert misaki.get("/chat-seats").data == [
        {"person_id": world.misaki.id, "is_available": False, "capacity": 4, "chats": 0}
    ]
    changed = misaki.patch(mine, {"is_available": True, "capacity": 2})
    assert (changed.status, changed.body["is_available"], changed.body["capacity"]) == (200, True, 2)
    assert misaki.patch(mine, {"is_available": False}).body["capacity"] == 2
    assert misaki.patch(mine, {"capacity": 0}).status == 422
    assert misaki.patch(other, {"is_available": True}).status == 403
    assert aoi.patch(mine, {"is_available": True}).body["is_available"] is True
    assert world.misaki.id in [one["person_id"] for one in aoi.get("/chat-seats").data]
    assert aoi.patch(f"/chat-seats/{world.oscar.id}", {"is_available": True}).status == 404
    assert caller(world, world.ren).patch(f"/chat-seats/{world.ren.id}", {"is_available": True}).status == 403
