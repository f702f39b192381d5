"""What is said, changed, moved or erased is found a moment later as it is then."""

from collections.abc import Collection, Iterable
from dataclasses import replace

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions import change, erase, merge
from madoguchi.core.conversations.actions import join, note, sort
from madoguchi.core.events.dispatch import run_events
from madoguchi.core.events.models import Outbox
from madoguchi.features.search import lane
from madoguchi.features.search.actions.recent import remember_search
from madoguchi.features.search.actions.renewing import renew_contact
from madoguchi.features.search.document import Document
from madoguchi.features.search.jobs import PART
from madoguchi.features.search.models import Entry, KnownWord, RecentSearch
from madoguchi.features.search.sources import MESSAGE, SOURCES
from tests.features.search.saying import begin, look, say, subjects, write_all
from tests.world import World

pytestmark = pytest.mark.django_db


def settle() -> None:
    """All that follows from what was done."""
    for _round in range(4):
        while run_events():
            pass
        while lane.write_some():
            pass


@pytest.fixture
def spoken(world: World) -> World:
    begin(world, world.hanako, "請求書", "領収書をください。", days=1)
    begin(world, world.taro, "配送", "荷物が届きません。", days=2)
    write_all(world.koyomi.id)
    return world


def test_a_note_is_found(spoken: World) -> None:
    conversation = look(spoken, "領収書").rows[0].conversation
    note.add_note(conversation.id, text="社内では印紙の件と呼ぶ", actor=spoken.actor(spoken.misaki))
    assert subjects(spoken, "印紙") == []
    settle()
    assert subjects(spoken, "印紙") == ["請求書"]
    assert not Outbox.objects.filter(topic="words").exists()


def test_a_new_subject_is_found_and_the_old_one_is_not(spoken: World) -> None:
    conversation = look(spoken, "領収書").rows[0].conversation
    sort.rename(conversation.id, subject="支払いの件", actor=spoken.actor(spoken.misaki))
    settle()
    assert subjects(spoken, "支払") == ["支払いの件"]
    assert subjects(spoken, "請求") == []


def test_what_was_merged_is_found_where_it_is_now(spoken: World) -> None:
    home, other = (look(spoken, text).rows[0].conversation for text in ("領収書", "荷物"))
    actor = spoken.actor(spoken.misaki)
    join.merge(other.id, into_id=home.id, actor=actor)
    settle()
    assert subjects(spoken, "荷物") == ["請求書"]
    join.undo_merge(other.id, actor=actor)
    settle()
    assert subjects(spoken, "荷物") == ["配送"]


def test_what_was_split_off_is_found_there(spoken: World) -> None:
    conversation = look(spoken, "領収書").rows[0].conversation
    moved = say(conversation, "ところで、椅子が壊れました。")
    write_all(spoken.koyomi.id)
    made = join.split(conversation.id, message_ids=[moved.id], actor=spoken.actor(spoken.misaki))
    settle()
    assert [row.conversation.id for row in look(spoken, "壊れ").rows] == [made.id]


def test_a_new_name_finds_what_was_said_before(spoken: World) -> None:
    change.update_contact(spoken.hanako.id, {"family_name": "鳩山"}, actor=spoken.actor(spoken.misaki))
    settle()
    renew()
    assert subjects(spoken, "鳩山 領収書") == ["請求書"]
    assert subjects(spoken, "はとやま") == ["請求書"]
    assert [row.missing for row in look(spoken, "山田 領収書").rows] == [("山田",)]


def renew() -> None:
    """What the queued jobs do; a job itself would close the connection of this test."""
    for job in list(ProcrastinateJob.objects.filter(task_name="madoguchi.renew_words").values_list("args", flat=True)):
        with tenant(job["workspace_id"]):
            assert renew_contact(job["contact_id"], behind=job["behind"], most=PART) == 0


def test_an_erased_person_is_found_by_nothing(spoken: World) -> None:
    remember_search("山田 領収書", actor=spoken.actor(spoken.misaki))
    remember_search("荷物", actor=spoken.actor(spoken.misaki))
    message = look(spoken, "領収書").rows[0].message
    assert message is not None
    erase.erase_contact(spoken.hanako.id, actor=spoken.actor(spoken.kenji))
    with tenant(spoken.koyomi.id):
        assert not Entry.objects.filter(source=1, thing_id=message.id).exists()
        assert not Entry.objects.filter(source=2, thing_id=spoken.hanako.id).exists()
        assert [row.text for row in RecentSearch.objects.all()] == ["荷物"]
    settle()
    assert subjects(spoken, "領収書") == []


def test_a_merged_contact_is_found_as_the_other(spoken: World) -> None:
    merge.merge_contacts(spoken.hanako.id, merged_id=spoken.taro.id, actor=spoken.actor(spoken.misaki))
    settle()
    renew()
    assert subjects(spoken, "山田 荷物") == ["配送"]


def test_it_may_be_written_down_twice(spoken: World) -> None:
    with tenant(spoken.koyomi.id):
        before = list(Entry.objects.order_by("pk").values_list("source", "thing_id", "volume_id", "words"))
    write_all(spoken.koyomi.id)
    with tenant(spoken.koyomi.id):
        assert list(Entry.objects.order_by("pk").values_list("source", "thing_id", "volume_id", "words")) == before


def test_one_thing_that_fails_stops_no_other(spoken: World, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = look(spoken, "領収書").rows[0].conversation
    bad, good = say(conversation, "爆発"), say(conversation, "蝶番")
    for message in (bad, good):
        Outbox.objects.create(topic="words", workspace_id=spoken.koyomi.id, ref_id=message.id, subscriber="message")

    def documents(ids: Collection[int]) -> Iterable[Document]:
        if bad.id in ids:
            raise ValueError("unreadable")
        return MESSAGE.documents(ids)

    monkeypatch.setitem(SOURCES, "message", replace(MESSAGE, documents=documents))
    assert lane.write_some() == 2
    assert lane.write_some() == 0
    assert subjects(spoken, "蝶番") == ["請求書"]
    assert [(row.ref_id, row.attempts, row.error) for row in Outbox.objects.filter(topic="words")] == [
        (bad.id, 1, "ValueError")
    ]


def test_words_are_known_by_their_readings(spoken: World) -> None:
    with tenant(spoken.koyomi.id):
        known = set(KnownWord.objects.values_list("typed", "word"))
    assert {("りょうしゅう", "領収"), ("やまだ", "山田"), ("yamada", "山田"), ("clarke", "clark")} <= known
    assert "こうぼしょうてん" in {typed for typed, _word in known}
