"""What stands around every page comes after it, all of it in one request."""

import re

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.announcements.actions.publish import Audience, Words, publish
from tests.faces.desk.sitting import Sitting
from tests.world import World

AROUND = "/desk/around/"


def awaited(html: str) -> list[str]:
    """The ids of what a page came without."""
    return re.findall(r'id="([a-z-]+)"[^>]* data-awaits', html)


def test_all_that_a_page_awaits_is_there(world: World, aoi: Sitting, misaki: Sitting, matter: Conversation) -> None:
    with tenant(world.koyomi.id):
        publish(Words("年末の営業", "休みます。", must_confirm=True), to=Audience(), actor=world.actor(world.kenji))
    listed = awaited(aoi.get("/desk/views/all/").html)
    assert sorted(listed) == ["alarms", "bell", "bulks", "chat-offers", "rail-board", "strip"]
    names = awaited(aoi.get("/desk/contacts/").html)
    assert sorted(names) == ["alarms", "bell", "chat-offers", "rail", "rail-board", "strip"]
    shown = aoi.get(f"{AROUND}?here=board&part={'&part='.join({*names, *listed})}", target="x")
    for name in {*names, *listed}:
        assert shown.html.count(f'id="{name}"') == 1
    assert "data-awaits" not in shown.html
    assert "ご確認ください：年末の営業" in shown.text
    assert 'href="/desk/views/unanswered/"' in shown.html
    assert re.search(r'href="/desk/announcements/" aria-current="page"', shown.html)
    alone = [aoi.get(part, target="x") for part in re.findall(r'data-from="([^"]+)"', shown.html)]
    assert len(alone) == 7
    assert len(shown.queries) < sum(len(answer.queries) for answer in alone) / 2


def test_nobody_gets_what_they_did_not_ask_for_or_may_not_see(world: World, misaki: Sitting) -> None:
    assert misaki.get(f"{AROUND}?part=nothing", target="x").html == ""
    assert awaited(misaki.get("/desk/contacts/").html).count("alarms") == 0
    only = misaki.get(f"{AROUND}?part=bell&part=bell", target="x").html
    assert only.count("<span id=") == 1
    assert "rail" not in only
