"""Who else is in the conversation that one has open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.draft import save_draft
from madoguchi.core.conversations.models import Draft
from madoguchi.faces.desk.handing import dues
from tests.faces.desk.sitting import Sitting, begun
from tests.presence import comes, everybody_leaves

if TYPE_CHECKING:
    from madoguchi.core.conversations.models import Conversation
    from tests.world import World


TOKYO = ZoneInfo("Asia/Tokyo")


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


def test_taking_over_from_where_others_write(world: World, misaki: Sitting, matter: Conversation) -> None:
    assign(matter.id, person_id=world.kenji.id, actor=world.actor(world.kenji))
    save_draft(matter.id, kind="reply", text="佐藤に確認しました。", fields={}, actor=world.actor(world.kenji))
    take = f'hx-post="/desk/conversations/{matter.id}/take-over/"'
    read = f'hx-get="/desk/conversations/{matter.id}/begun/{world.kenji.id}/"'
    before = misaki.get(f"/desk/conversations/{matter.id}/presence/").html
    assert take in before
    assert read not in before
    assert misaki.get(f"/desk/conversations/{matter.id}/begun/{world.kenji.id}/").status == 404
    answer = misaki.post(f"/desk/conversations/{matter.id}/take-over/")
    assert "担当者： 藤 藤井 美咲" in answer.text
    assert f"presence:{matter.id}" in answer.response["HX-Trigger-After-Settle"]
    after = misaki.get(f"/desk/conversations/{matter.id}/presence/").html
    assert take not in after
    assert read in after
    thread = misaki.get(f"/desk/conversations/{matter.id}/thread/").text
    assert "藤井 美咲 さん が 田村 健二 さんから引き継ぎました" in thread
    assert "藤井 美咲 さん が担当になりました" not in thread


def test_the_owner_goes_on_with_what_others_left(world: World, misaki: Sitting, matter: Conversation) -> None:
    save_draft(matter.id, kind="reply", text="佐藤に確認しました。", fields={}, actor=world.actor(world.kenji))
    save_draft(matter.id, kind="reply", text="以上です。", fields={}, actor=world.actor(world.misaki))
    misaki.post(f"/desk/conversations/{matter.id}/take-over/")
    at = f"/desk/conversations/{matter.id}/begun/{world.kenji.id}/"
    assert "佐藤に確認しました。" in misaki.get(at).text
    assert "佐藤に確認しました。 以上です。" in misaki.post(at).text
    with tenant(matter.workspace_id):
        assert Draft.objects.get(person=world.kenji).text == "佐藤に確認しました。"


def test_handing_over_with_a_word(world: World, misaki: Sitting, matter: Conversation) -> None:
    at = f"/desk/conversations/{matter.id}/hand-over/"
    dialog = misaki.get(at)
    assert "田村 健二" in dialog.text
    assert "藤井 美咲" not in dialog.text
    sent = {"to": f"person-{world.kenji.id}", "text": "お願いします", "waiting_on": "us", "next_action": "電話する"}
    assert misaki.post(at, {**sent, "due": "", "once": "k"}).status == 204
    thread = misaki.get(f"/desk/conversations/{matter.id}/thread/").text
    assert "田村 健二 への申し送り" in thread
    assert "お願いします" in thread
    assert "次の対応：電話する" in thread
    assert misaki.post(at, {"to": "", "text": "x"}).status == 422


@pytest.mark.parametrize("place", ["assignment", "team"])
def test_a_word_in_the_menu_makes_it_a_hand_over(
    world: World, misaki: Sitting, matter: Conversation, place: str
) -> None:
    at = f"/desk/conversations/{matter.id}/{place}/"
    assert 'name="text"' in misaki.get(at).html
    receiver = {"assignment": {"person": world.kenji.id}, "team": {"team": world.team.id}}[place]
    misaki.post(at, receiver)
    assert "申し送り" not in misaki.get(f"/desk/conversations/{matter.id}/thread/").text
    misaki.post(at, {**receiver, "text": "午後に電話があります"})
    assert "午後に電話があります" in misaki.get(f"/desk/conversations/{matter.id}/thread/").text


def test_a_call_for_help_is_seen_and_answered(world: World, misaki: Sitting, matter: Conversation) -> None:
    kenji, at = Sitting(world.users["kenji"]), f"/desk/conversations/{matter.id}/help/"
    assert "スーパーバイザー" in misaki.get(at).text
    assert misaki.post(at, {"text": "お怒りです", "urgent": "on"}).status == 204
    head = kenji.get(f"/desk/conversations/{matter.id}/head/").text
    assert "藤井 美咲 さんが至急の助けを求めています お怒りです" in head
    assert "助けに入る" in head
    assert "助けに入る" not in misaki.get(f"/desk/conversations/{matter.id}/head/").text
    rows = kenji.get("/desk/views/help/").text
    assert "助けを求めている 1" in rows
    assert 'class="help-mark burning"' in kenji.get("/desk/views/open/").html
    assert "田村 健二 さんが助けに入っています" in kenji.post(f"{at}taking/").text
    assert "田村 健二 さんが助けに入っています" in misaki.get(f"/desk/conversations/{matter.id}/head/").text
    assert "助け" not in kenji.delete(at).text.replace("助けを求める", "")
    thread = misaki.get(f"/desk/conversations/{matter.id}/thread/").text
    for line in ("至急の助けを求めました", "助けに入りました", "助けの依頼を終えました"):
        assert line in thread


def test_the_view_of_calls_is_in_the_rail_of_those_who_lead_and_of_whoever_is_concerned(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    link = 'href="/desk/views/help/"'
    assert link in Sitting(world.users["kenji"]).get("/desk/rail/").html
    assert link not in misaki.get("/desk/rail/").html
    misaki.post(f"/desk/conversations/{matter.id}/help/", {})
    assert link in misaki.get("/desk/rail/").html


def test_what_happens_next_is_always_said(misaki: Sitting, matter: Conversation) -> None:
    at = f"/desk/conversations/{matter.id}"
    assert "次の対応： 返信する" in misaki.get(f"{at}/head/").text
    assert "返信する" in misaki.get(f"{at}/person/").text  # the same beside it
    dialog = misaki.get(f"{at}/plan/")
    assert "来週中" in dialog.text
    due = dialog.html.split('name="due" value="20')[1].split('"')[0]
    misaki.post(f"{at}/plan/", {"next_action": "見積もりを送る", "due": f"20{due}", "waiting_on": "customer"})
    assert "次の対応： 見積もりを送る" in misaki.get(f"{at}/head/").text
    with tenant(matter.workspace_id):
        matter.refresh_from_db()
    assert matter.due_at == datetime.fromisoformat(f"20{due}")
    misaki.post(f"{at}/plan/", {"next_action": "", "due": "", "waiting_on": "customer"})
    assert "次の対応： お客様の返事を待つ" in misaki.get(f"{at}/head/").text
    assert "お客様の返事を待つ" in misaki.get(f"{at}/person/").text


def test_due_times_lie_in_the_future_and_none_twice() -> None:
    for day in range(22, 29):
        for hour in (0, 12, 17, 18, 23):
            present = datetime(2026, 11, day, hour, 30, tzinfo=TOKYO)
            offered = [preset.at for preset in dues(TOKYO, present=present)]
            assert all(at > present for at in offered)
            assert len(offered) == len(set(offered)) >= 2


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
