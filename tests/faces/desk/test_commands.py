"""Commands on the page: their keys as each person has them."""

import json
import re
from html import unescape
from urllib.parse import quote

from django.test import RequestFactory

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import User
from madoguchi.faces.desk.keymap import Keymap, keymap_of
from tests.faces.desk.sitting import Answer, Sitting
from tests.world import World


def keys_in(answer: Answer) -> dict[str, list[str]]:
    """Command to [key, address], as keyboard.js is told them."""
    found = re.search(r'<madoguchi-keyboard id="keyboard" data-keys="([^"]*)"', answer.html)
    assert found
    return {name: [key, address] for key, name, address in json.loads(unescape(found[1]))}


def test_a_page_tells_the_keys_of_what_the_person_may_do(aoi: Sitting, ren: Sitting) -> None:
    known = keys_in(aoi.get("/desk/views/mine/"))
    assert known["resolve"] == ["e", ""]
    assert known["reopen"] == ["e", ""]
    assert known["go-mine"] == ["g m", "/desk/views/mine/"]
    assert "new" in known
    assert "new" not in keys_in(ren.get("/desk/views/mine/"))


def test_what_a_product_member_may_not_do_is_neither_a_key_nor_offered(
    aoi: Sitting, ren: Sitting, matter: Conversation
) -> None:
    forbidden = {"select", "select-all", "resolve", "assign", "tag", "reply", "send-resolve"}
    page = ren.get("/desk/views/open/")
    assert not forbidden & keys_in(page).keys()
    assert {"note", "send", "follow", "next"} <= keys_in(page).keys()
    sheet, palette = ren.get("/desk/keys/", target="dialogs").html, ren.get("/desk/palette/").html
    assert "<span>解決</span>" not in sheet
    assert not [name for name in (*forbidden, "merge", "spam", "block") if f'data-name="{name}"' in palette]
    assert f'id="row-{matter.id}"' in page.html
    assert "<madoguchi-selection" not in page.html
    assert f'id="pick-{matter.id}"' not in page.html  # there is nothing to do with a selection
    assert 'data-name="block"' in aoi.get("/desk/palette/").html
    own = aoi.get("/desk/views/open/")
    assert forbidden <= keys_in(own).keys()
    assert "<madoguchi-selection" in own.html
    assert f'id="pick-{matter.id}"' in own.html


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


def test_the_palette_offers_what_the_role_may_do(world: World, aoi: Sitting, ren: Sitting) -> None:
    choices = aoi.get("/desk/palette/")
    assert len(choices.queries) <= 8
    assert 'data-words="解決|Resolve|かいけつ|kaiketu|' in choices.html
    assert f'data-name="inbox-{world.support.id}" data-address="/desk/views/inbox-{world.support.id}/"' in choices.html
    assert 'data-name="settings-audit"' in choices.html
    assert 'data-name="settings-audit"' not in ren.get("/desk/palette/").html


def test_the_palette_finds_people_and_conversations(world: World, misaki: Sitting, matter: Conversation) -> None:
    for typed in ("山田", "ﾔﾏﾀﾞ", "hanako@", f"#{matter.id}", str(matter.id)):
        found = misaki.get(f"/desk/palette/?q={quote(typed)}")
        assert f'data-address="/desk/views/all/{matter.id}/"' in found.html, typed
        assert len(found.queries) <= 9
    assert 'data-address="/desk/companies/' in misaki.get(f"/desk/palette/?q={quote('こうぼ')}").html


def test_the_palette_finds_nothing_of_others(world: World, matter: Conversation) -> None:
    oscar = Sitting(world.users["oscar"])
    for typed in ("山田", str(matter.id)):
        assert "data-address" not in oscar.get(f"/desk/palette/?q={quote(typed)}").html
