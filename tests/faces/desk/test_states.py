"""Assigning, tagging, snoozing, resolving, joining: from the desk."""

from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.attributes import define_attribute
from madoguchi.core.conversations.models import Conversation, ConversationLink, Message, Tag
from madoguchi.faces.desk.snoozing import presets, typed_time
from tests.faces.desk.sitting import Sitting, begun
from tests.features.search.saying import write_all
from tests.world import World

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def at(matter: Conversation) -> str:
    return f"/desk/conversations/{matter.id}"


def fresh(matter: Conversation) -> Conversation:
    with tenant(matter.workspace_id):
        return Conversation.objects.get(id=matter.id)


def test_assign_and_take_away(world: World, misaki: Sitting, matter: Conversation, at: str) -> None:
    menu = misaki.get(f"{at}/assignment/")
    assert menu.text.index("藤井 美咲") < menu.text.index("田村 健二")  # oneself first
    answer = misaki.post(f"{at}/assignment/", {"person": str(world.kenji.id)})
    assert "田村 健二" in answer.text
    assert fresh(matter).assignee_id == world.kenji.id
    misaki.post(f"{at}/assignment/", {"person": ""})
    assert fresh(matter).assignee_id is None


def test_who_cannot_answer_there_is_refused(world: World, misaki: Sitting, at: str) -> None:
    assert misaki.post(f"{at}/assignment/", {"person": str(world.ren.id)}).status == 422


def test_give_to_a_team(world: World, misaki: Sitting, matter: Conversation, at: str) -> None:
    assert "サポート" in misaki.get(f"{at}/team/").text
    misaki.post(f"{at}/team/", {"team": str(world.team.id)})
    assert fresh(matter).team_id == world.team.id


def test_a_tag_is_made_as_it_is_typed_and_taken_off(misaki: Sitting, matter: Conversation, at: str) -> None:
    assert "返品" in misaki.post(f"{at}/tags/", {"name": " 返品 "}).text
    with tenant(matter.workspace_id):
        tag = Tag.objects.get()
    assert "返品" not in misaki.get(f"{at}/tags/").text  # it is on already
    assert "返品" not in misaki.delete(f"{at}/tags/{tag.id}/").text
    assert "返品" in misaki.get(f"{at}/tags/").text


def test_priority(misaki: Sitting, matter: Conversation, at: str) -> None:
    assert "緊急" in misaki.post(f"{at}/priority/", {"priority": "3"}).text
    assert fresh(matter).priority == 3
    assert misaki.post(f"{at}/priority/", {"priority": "9"}).status == 422


def test_resolving_moves_on_and_can_be_undone(misaki: Sitting, matter: Conversation, at: str) -> None:
    answer = misaki.post(f"{at}/resolution/")
    assert f"{matter.subject} 解決済みにしました" in answer.text
    assert "work-head" not in answer.text  # the next one is open by then
    assert fresh(matter).status == "resolved"
    misaki.post(f"{at}/reopening/")
    assert fresh(matter).status == "open"
    misaki.post(f"{at}/resolution/")
    misaki.delete(f"{at}/resolution/")
    assert fresh(matter).status == "open"


def test_snooze_in_the_time_of_the_workspace(misaki: Sitting, matter: Conversation, at: str) -> None:
    assert "Asia/Tokyo" in misaki.get(f"{at}/snooze/").text
    local = (now() + timedelta(days=2)).astimezone(TOKYO).replace(microsecond=0, second=0)
    misaki.post(f"{at}/snooze/", {"until": local.strftime("%Y-%m-%dT%H:%M")})
    assert fresh(matter).snoozed_until == local
    assert misaki.post(f"{at}/snooze/", {"until": "2020-01-01T00:00"}).status == 422
    assert misaki.post(f"{at}/snooze/", {"until": "いつか"}).status == 422


def test_what_happens_next(misaki: Sitting, matter: Conversation, at: str) -> None:
    data = {"next_action": "電話する", "due_at": "2030-01-02T17:00", "waiting_on": "third"}
    assert misaki.post(f"{at}/plan/", data).status == 204
    after = fresh(matter)
    assert (after.next_action, after.waiting_on) == ("電話する", "third")
    assert after.due_at == datetime(2030, 1, 2, 17, tzinfo=TOKYO)
    assert "電話する" in misaki.get(f"{at}/person/").text


def test_attributes_of_the_conversation(world: World, misaki: Sitting, at: str) -> None:
    actor = world.actor(world.aoi)
    define_attribute("conversation", key="cause", type="text", fields={"label": "真の原因"}, actor=actor)
    assert "真の原因" in misaki.get(f"{at}/plan/").text
    misaki.post(f"{at}/plan/", {"waiting_on": "us", "attribute-cause": "設定もれ"})
    assert "真の原因を変更： 設定もれ" in misaki.get(f"{at}/person/").text


def test_spam_and_back(misaki: Sitting, matter: Conversation, at: str) -> None:
    assert f"{at}/not-spam/" in misaki.post(f"{at}/spam/").html  # the key that takes back finds the newest
    assert fresh(matter).is_spam
    misaki.post(f"{at}/not-spam/")
    assert not fresh(matter).is_spam
    misaki.post(f"{at}/spam/")
    misaki.delete(f"{at}/spam/")
    assert not fresh(matter).is_spam


def test_another_subject(misaki: Sitting, matter: Conversation, at: str) -> None:
    misaki.post(f"{at}/subject/", {"subject": "打刻の件"})
    assert fresh(matter).subject == "打刻の件"


def test_merge_by_number(world: World, misaki: Sitting, matter: Conversation, at: str) -> None:
    other = begun(world.support, "hanako@kobo.example", mail_id="two@mail.example")
    assert f"#{other.id}" in misaki.get(f"{at}/merging/").text
    answer = misaki.post(f"{at}/merging/", {"q": f"＃{other.id}"})
    assert answer.response["HX-Redirect"].endswith(f"/{other.id}/")
    assert fresh(matter).merged_into_id == other.id
    assert misaki.post(f"{at}/merging/", {"q": "abc"}).status == 422
    assert "会話を選ぶか" in misaki.post(f"{at}/merging/", {"q": ""}).text


def test_the_other_conversation_is_found_by_words_and_by_its_number(
    world: World, misaki: Sitting, matter: Conversation, at: str
) -> None:
    other = begun(world.english, "emma@clarke.example", text="The invoice of October is wrong.")
    write_all(world.koyomi.id)
    assert "ほかの会話はありません" in misaki.get(f"{at}/merging/").text
    for words in ("invoice", "emma@clarke.example", f"#{other.id}"):
        found = misaki.get(f"{at}/merging/?q={quote(words)}", target="other-choices")
        assert f'value="{other.id}"' in found.html, words
        assert f'value="{matter.id}"' not in found.html
        assert "<dialog" not in found.html
    assert "見つかりませんでした" in misaki.get(f"{at}/links/?q=xyzzyxyzzy", target="other-choices").text
    assert misaki.post(f"{at}/merging/", {"q": "invoice"}).status == 422
    misaki.post(f"{at}/merging/", {"q": "invoice", "other": str(other.id)})
    assert fresh(matter).merged_into_id == other.id


def test_a_merge_is_undone_where_the_thread_tells_of_it(world: World, misaki: Sitting, matter: Conversation) -> None:
    other = begun(world.support, "hanako@kobo.example", mail_id="two@mail.example")
    merging = f"/desk/conversations/{other.id}/merging/"
    misaki.post(merging, {"q": str(matter.id)})
    told = f'hx-delete="{merging}"'
    assert told in misaki.get(f"/desk/conversations/{matter.id}/thread/").html
    assert told not in Sitting(world.users["ren"]).get(f"/desk/conversations/{matter.id}/thread/").html
    assert misaki.delete(merging).response["HX-Redirect"].endswith(f"/{other.id}/")
    assert fresh(other).status == "open"
    after = misaki.get(f"/desk/conversations/{matter.id}/thread/")
    assert told not in after.html
    assert "統合を取り消しました" in after.text


def test_link_and_split(world: World, misaki: Sitting, matter: Conversation, at: str) -> None:
    other = begun(world.english, "emma@clarke.example")
    misaki.post(f"{at}/links/", {"q": str(other.id)})
    assert "Emma Clarke" in misaki.get(f"{at}/person/").text
    misaki.delete(f"{at}/links/{other.id}/")
    misaki.post(f"{at}/notes/", {"text": "別の話"})
    with tenant(matter.workspace_id):
        assert not ConversationLink.objects.exists()
        note = Message.objects.get(kind="note")
        first = Message.objects.filter(conversation=matter).earliest("id")
    dialog = misaki.get(f"{at}/split/?from={note.id}")
    assert "別の話" in dialog.text
    assert " checked" in dialog.html
    assert " checked" not in misaki.get(f"{at}/split/?from={first.id}").html  # all of it is no part
    answer = misaki.post(f"{at}/split/", {"message": str(note.id)})
    new = int(answer.response["HX-Redirect"].rstrip("/").rpartition("/")[2])
    with tenant(matter.workspace_id):
        assert Message.objects.get(id=note.id).conversation_id == new


def test_who_else_gets_the_replies(misaki: Sitting, at: str) -> None:
    misaki.post(f"{at}/participants/", {"address": "boss@kobo.example"})
    person = misaki.get(f"{at}/person/")
    assert "boss@kobo.example" in person.text
    key = person.html.split("/participants/")[1].split("/")[0]
    misaki.delete(f"{at}/participants/{key}/")
    assert "boss@kobo.example" not in misaki.get(f"{at}/person/").text


def test_a_light_member_changes_nothing(world: World, matter: Conversation, at: str) -> None:
    ren = Sitting(world.users["ren"])
    for part in ("assignment", "team", "priority", "tags", "resolution", "spam", "not-spam", "subject"):
        assert ren.post(f"{at}/{part}/", {"person": "", "priority": "1", "name": "x"}).status == 404, part
    assert "resolve-button" not in ren.get(f"/desk/views/open/{matter.id}/", target="work").html


def test_presets_lie_in_the_future_and_none_twice() -> None:
    for hour in (0, 5, 9, 17, 18, 23):
        present = datetime(2026, 11, 22, hour, 40, tzinfo=TOKYO)  # a Sunday
        offered = [preset.at for preset in presets(TOKYO, present=present)]
        assert all(at > present for at in offered)
        assert len(offered) == len(set(offered))
        assert offered == sorted(offered)
    monday = presets(TOKYO, present=datetime(2026, 11, 23, 10, tzinfo=TOKYO))
    assert datetime(2026, 11, 30, 9, tzinfo=TOKYO) in [preset.at for preset in monday]


def test_nobody_is_offered_the_night() -> None:
    def offered(hour: int) -> list[str]:
        return [preset.name for preset in presets(TOKYO, present=datetime(2026, 11, 24, hour, 40, tzinfo=TOKYO))]

    assert offered(18) == ["hours", "tomorrow", "monday", "week"]
    assert offered(22) == ["tomorrow", "monday", "week"]
    assert offered(0)[:3] == ["morning", "evening", "tomorrow"]
    assert offered(4)[:2] == ["hours", "morning"]
    assert offered(9)[:2] == ["hours", "evening"]


def test_times_as_forms_send_them() -> None:
    assert typed_time("2026-11-23T09:00", TOKYO) == datetime(2026, 11, 23, 9, tzinfo=TOKYO)
    assert typed_time("2026-11-23T00:00:00+00:00", TOKYO) == datetime(2026, 11, 23, 9, tzinfo=TOKYO)
    assert typed_time("never", TOKYO) is None
