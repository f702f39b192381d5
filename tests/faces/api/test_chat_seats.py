"""Who takes chats, over the API."""

from madoguchi.features.chat.actions.change import change_chat
from madoguchi.features.chat.actions.offer import offer_out
from madoguchi.features.chat.actions.say import say
from tests.faces.api.client import Caller, caller
from tests.features.chat.visiting import came_in, made_chat
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


def test_the_visitor_of_a_chat_and_what_was_seen(world: World, misaki: Caller) -> None:
    message = say(came_in(made_chat(world))[0], "在庫はありますか。", once="1")
    at = f"/conversations/{message.conversation_id}"
    shown = misaki.get(f"{at}/visitor").body
    assert (shown["is_here"], shown["seen_up_to"], shown["seen_by_us_up_to"]) == (True, 0, 0)
    assert misaki.post(f"{at}/read", {"message_id": message.id}).body == {"seen_by_us_up_to": message.id}
    assert misaki.get(f"{at}/visitor").body["seen_by_us_up_to"] == message.id
    assert caller(world, world.ren).post(f"{at}/read", {"message_id": message.id}).status in (403, 404)


def test_an_offered_chat_is_accepted_or_declined(world: World, misaki: Caller) -> None:
    chat = made_chat(world)
    change_chat(chat.id, changes={"hand_out": "offer"}, actor=world.actor(world.aoi))
    misaki.patch(f"/chat-seats/{world.misaki.id}", {"is_available": True})
    first, second = (say(came_in(chat)[0], "在庫はありますか。", once="1").conversation_id for _n in range(2))
    offer_out(world.koyomi.id)
    assert [one["conversation_id"] for one in misaki.get("/chat-offers").data] == [first, second]
    accepted = misaki.post(f"/conversations/{first}/offer", {})
    assert (accepted.status, accepted.body["assignee_id"]) == (200, world.misaki.id)
    assert misaki.delete(f"/conversations/{second}/offer").status == 204
    assert misaki.post(f"/conversations/{second}/offer", {}).status == 422
    assert misaki.get("/chat-offers").data == []
