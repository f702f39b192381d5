"""Who else is in the conversation that one has open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from madoguchi.core.conversations.actions.draft import save_draft
from tests.faces.desk.sitting import Sitting, begun
from tests.presence import comes, everybody_leaves

if TYPE_CHECKING:
    from madoguchi.core.conversations.models import Conversation
    from tests.world import World


@pytest.fixture(autouse=True)
def nobody_is_left() -> Iterator[None]:
    yield
    everybody_leaves()


def strip(sitting: Sitting, matter: Conversation) -> str:
    return sitting.get(f"/desk/conversations/{matter.id}/presence/", target="presence").text


def test_alone_there_is_nothing_to_say(world: World, misaki: Sitting, matter: Conversation) -> None:
    comes(world.misaki, matter)
    assert strip(misaki, matter) == ""


def test_who_looks(world: World, misaki: Sitting, matter: Conversation) -> None:
    comes(world.misaki, matter)
    comes(world.kenji, matter)
    assert strip(misaki, matter).endswith("田村 健二 さんが見ています")
    comes(world.aoi, matter)
    assert "青木 葵 さんと 田村 健二 さんが見ています" in strip(misaki, matter)
    comes(world.mana, matter)
    assert "青木 葵 さんほか 2人が見ています" in strip(misaki, matter)
    assert "藤井" not in strip(misaki, matter)


def test_who_writes_and_never_what(world: World, misaki: Sitting, matter: Conversation) -> None:
    comes(world.kenji, matter, "reply")
    comes(world.aoi, matter, "note")
    save_draft(matter.id, kind="reply", text="ひみつの下書き", fields={}, actor=world.actor(world.kenji))
    save_draft(matter.id, kind="note", text="ひみつのメモ", fields={}, actor=world.actor(world.aoi))
    text = strip(misaki, matter)
    assert "田村 健二 さんが返信を書いています" in text
    assert "青木 葵 さんがメモを書いています" in text
    assert "ひみつ" not in misaki.get(f"/desk/views/open/{matter.id}/", target="work").html + text


def test_whoever_has_begun_too_is_told_so(world: World, misaki: Sitting, matter: Conversation) -> None:
    comes(world.kenji, matter, "reply")
    save_draft(matter.id, kind="reply", text="わたしも", fields={}, actor=world.actor(world.misaki))
    assert "田村 健二 さんも返信を書いています" in strip(misaki, matter)


def test_an_answer_left_half_written_is_told_of_while_its_writer_is_away(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    save_draft(matter.id, kind="reply", text="途中まで", fields={}, actor=world.actor(world.kenji))
    save_draft(matter.id, kind="note", text="メモ", fields={}, actor=world.actor(world.aoi))
    text = strip(misaki, matter)
    assert "田村 健二 さんが返信を書きかけています" in text
    assert "青木" not in text


def test_it_stands_in_the_work_pane_at_once(world: World, misaki: Sitting, matter: Conversation) -> None:
    comes(world.kenji, matter)
    page = misaki.get(f"/desk/views/open/{matter.id}/", target="work")
    assert "田村 健二 さんが見ています" in page.text
    assert len(page.queries) <= 8
    assert len(misaki.get(f"/desk/conversations/{matter.id}/presence/", target="presence").queries) <= 8


def test_a_partner_hears_nothing_of_other_inboxes(world: World, matter: Conversation) -> None:
    english = begun(world.english, "emma@clarke.example")
    comes(world.kenji, matter)
    olivia = Sitting(world.users["olivia"])
    session = olivia.client.session
    session["workspace"] = world.koyomi.id
    session.save()
    assert olivia.get(f"/desk/conversations/{matter.id}/presence/").status == 404
    comes(world.kenji, english)
    assert "田村 健二" in strip(olivia, english)


def test_faces_are_of_one_s_own_workspace(world: World, misaki: Sitting) -> None:
    html = misaki.get(f"/desk/faces/?id={world.kenji.id}&id={world.oscar.id}&id=x").html
    assert f'data-person="{world.kenji.id}"' in html
    assert f'data-person="{world.oscar.id}"' not in html
    assert "田村 健二 さんが見ています" in html


def test_only_supervisors_hide_and_only_where_the_workspace_lets_them(world: World, aoi: Sitting) -> None:
    kenji, misaki = Sitting(world.users["kenji"]), Sitting(world.users["misaki"])
    address, mark = "/desk/views/open/", "表示されずに見守る"
    assert mark not in kenji.get(address).html
    settings = {"name": "こよみ", "language": "ja", "time_zone": "Asia/Tokyo"}
    aoi.post("/desk/settings/workspace/", {**settings, "unseen_watching": "on"})
    assert mark in kenji.get(address).html
    assert mark not in misaki.get(address).html
    aoi.post("/desk/settings/workspace/", settings)
    assert mark not in kenji.get(address).html
