"""What customers want, by the API."""

import pytest

from madoguchi.core.events.dispatch import run_events
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.chat.actions.say import say
from tests.faces.api.client import caller
from tests.features.chat.visiting import came_in, made_chat
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(world: World) -> Inbox:
    return made_chat(world)


def test_it_is_read_confirmed_listed_and_counted(world: World, chat: Inbox) -> None:
    text = "シフトを共有するため、閲覧だけの招待はできますか？"
    home_id = say(came_in(chat)[0], text, once="1").conversation_id
    while run_events():
        pass
    api, path = caller(world, world.misaki), f"/conversations/{home_id}/aim"
    found = api.get(path).body
    assert (found["wish"], found["state"], found["source"]) == ("シフトを共有したい", "found", "rules")
    settled = api.put(path, {"asked": found["asked"], "wish": found["wish"]}).body
    assert (settled["state"], settled["person_id"]) == ("confirmed", world.misaki.id)
    mana = caller(world, world.mana)
    assert [one["conversation_id"] for one in mana.get("/aims?part=confirmed").data] == [home_id]
    assert mana.get("/aims?part=unknown").data == []
    report = mana.get("/reports/aims").body
    assert (report["asked"], report["right"]["count"], report["right"]["of"]) == (1, 1, 1)
    assert report["topics"][0]["asked"] == 1
    assert api.get("/reports/aims").status == 403
    assert caller(world, world.aoi).get("/conversations/999999/aim").status == 404
