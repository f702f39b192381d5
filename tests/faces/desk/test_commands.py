"""Commands on the page: their keys as each person has them."""

import json
import re
from html import unescape

from django.test import RequestFactory

from madoguchi.core.people.models import User
from madoguchi.faces.desk.keymap import Keymap, keymap_of
from tests.faces.desk.sitting import Answer, Sitting
from tests.world import World


def keys_in(answer: Answer) -> dict[str, list[str]]:
    """Command to [key, address], as keyboard.js is told them."""
    found = re.search(r'<madoguchi-keyboard data-keys="([^"]*)"', answer.html)
    assert found
    return {name: [key, address] for key, name, address in json.loads(unescape(found[1]))}


def test_a_page_tells_the_keys_of_what_the_person_may_do(aoi: Sitting, ren: Sitting) -> None:
    known = keys_in(aoi.get("/desk/views/mine/"))
    assert known["resolve"] == ["e", ""]
    assert known["reopen"] == ["e", ""]
    assert known["go-mine"] == ["g m", "/desk/views/mine/"]
    assert "new" in known
    assert "new" not in keys_in(ren.get("/desk/views/mine/"))


def test_an_own_key_is_told_and_written(world: World, aoi: Sitting) -> None:
    User.objects.filter(id=world.users["aoi"].id).update(keys={"search": "Alt+s", "new": ""})
    page = aoi.get("/desk/views/mine/")
    assert keys_in(page)["search"][0] == "Alt+s"
    assert "<kbd>Alt+S</kbd>" in page.html
    assert "new" not in keys_in(page)
    assert 'data-command="new" aria-label="新しい会話" title="新しい会話"' in page.html


def test_the_sheet_shows_every_key(aoi: Sitting, ren: Sitting) -> None:
    sheet = aoi.get("/desk/keys/", target="dialogs")
    assert "<span>解決</span><span><kbd>E</kbd></span>" in sheet.html
    assert "<kbd>G</kbd> <kbd>M</kbd>" in sheet.html
    assert "新しい会話" not in ren.get("/desk/keys/", target="dialogs").text


def test_keys_are_written_as_they_stand_on_the_machine(world: World) -> None:
    keys = {"send": "Mod+Shift+Enter", "search": "/", "plus": "Alt++", "go-mine": "g m"}
    assert [Keymap(keys).caps(name) for name in keys] == [["Ctrl+Shift+Enter"], ["/"], ["Alt++"], ["G", "M"]]
    assert Keymap(keys, is_mac=True).caps("send") == ["⌘⇧⏎"]
    request = RequestFactory().get("/", headers={"User-Agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"})
    request.user = world.users["aoi"]
    assert keymap_of(request).is_mac
