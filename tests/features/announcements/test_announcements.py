"""Announcements and hand-over notes: who sees them, who has read them, and what follows."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.contacts.actions.erase import erase_contact
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.teams import delete_team
from madoguchi.core.conversations.arrival import Piece
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.models import Person
from madoguchi.features.announcements import queries
from madoguchi.features.announcements.actions.files import attach, detach
from madoguchi.features.announcements.actions.publish import Audience, Words, change, publish, withdraw
from madoguchi.features.announcements.actions.reading import confirm, read
from madoguchi.features.announcements.hand_over import beginning
from madoguchi.features.announcements.models import (
    Announcement,
    AnnouncementAudience,
    AnnouncementRead,
    AnnouncementVersion,
)
from madoguchi.features.announcements.reminding import remind
from madoguchi.features.notifications.models import Notification
from tests.core.conversations.arriving import arrive, conversation_of, mail
from tests.features.notifications.telling import tell_all, told
from tests.world import World

ALL = Audience()


@pytest.fixture
def kenji(koyomi: World) -> Actor:
    """A supervisor."""
    return koyomi.actor(koyomi.kenji)


@pytest.fixture
def misaki(koyomi: World) -> Actor:
    """An agent of the team."""
    return koyomi.actor(koyomi.misaki)


def announce(actor: Actor, title: str = "年末年始の営業", *, to: Audience = ALL, **fields: Any) -> Announcement:
    return publish(Words(title, **fields), to=to, actor=actor)


def titles(actor: Actor, **asked: Any) -> list[str]:
    return [row.title for row in queries.board(actor, **asked).rows]


def facts(kind: str) -> list[Any]:
    return list(Event.objects.filter(type=kind).order_by("id").values_list("payload", flat=True))


def test_it_reaches_whom_it_is_for(koyomi: World, kenji: Actor) -> None:
    everybody = {name: koyomi.actor(getattr(koyomi, name)) for name in ("aoi", "kenji", "misaki", "ren", "olivia")}
    announce(kenji, "全員へ")
    announce(kenji, "チームへ", to=Audience(False, frozenset({koyomi.team.id})))
    announce(kenji, "役割へ", to=Audience(False, roles=frozenset({"light"})))
    seen = {name: set(titles(actor)) for name, actor in everybody.items()}
    assert seen["misaki"] == {"全員へ", "チームへ"}
    assert seen["ren"] == {"全員へ", "役割へ"}
    assert seen["olivia"] == {"全員へ"}
    assert seen["aoi"] == seen["kenji"] == {"全員へ", "チームへ", "役割へ"}
    assert {name: queries.unread_count(actor) for name, actor in everybody.items()} == {
        "aoi": 1,
        "kenji": 0,
        "misaki": 2,
        "ren": 2,
        "olivia": 1,
    }


def test_who_may_say_what(koyomi: World, misaki: Actor) -> None:
    with pytest.raises(NotAllowed):
        announce(misaki)
    note = publish(Words("遅番への申し送り", pinned=True), to=ALL, kind="hand_over", actor=misaki)
    assert not note.pinned  # the top of the board is for who leads
    for person in (koyomi.ren, koyomi.olivia):
        with pytest.raises(NotAllowed):
            publish(Words("申し送り"), to=ALL, kind="hand_over", actor=koyomi.actor(person))
    with pytest.raises(NotAllowed):
        change(note.id, words=Words("書き換え"), to=ALL, actor=koyomi.actor(koyomi.olivia))
    change(note.id, words=Words("遅番と夜番への申し送り"), to=ALL, actor=misaki)
    withdraw(note.id, actor=koyomi.actor(koyomi.kenji))
    assert titles(misaki) == []


@pytest.mark.parametrize(
    ("words", "to", "code"),
    [
        (Words(" "), ALL, "no-title"),
        (Words("あ" * 201), ALL, "no-title"),
        (Words("長い", "あ" * 100_001), ALL, "too-long"),
        (Words("過ぎた", shown_until=now() - timedelta(minutes=1)), ALL, "over-already"),
        (Words("誰に"), Audience(False), "nobody"),
        (Words("誰に"), Audience(False, frozenset({0})), "no-such-team"),
        (Words("誰に"), Audience(False, roles=frozenset({"king"})), "no-such-role"),
    ],
)
def test_what_is_refused(kenji: Actor, words: Words, to: Audience, code: str) -> None:
    with pytest.raises(Refused, match=code):
        publish(words, to=to, actor=kenji)
    assert not Announcement.objects.exists()


def test_pinned_ones_stand_first_and_pages_follow(kenji: Actor) -> None:
    for number in range(5):
        announce(kenji, f"{number}", pinned=number == 1)
    seen, cursor = [], ""
    while True:
        part = queries.board(kenji, cursor=cursor, limit=2)
        seen += [row.title for row in part.rows]
        cursor = part.next
        if not cursor:
            break
    assert seen == ["1", "4", "3", "2", "0"]


def test_it_is_found_whatever_the_width_and_kana(kenji: Actor) -> None:
    announce(kenji, "メンテナンスのお知らせ", text="サーバーを止めます")
    assert titles(kenji, text="ﾒﾝﾃﾅﾝｽ") == ["メンテナンスのお知らせ"]
    assert titles(kenji, text="さーばー") == ["メンテナンスのお知らせ"]
    assert titles(kenji, text="請求") == []


def test_what_is_over_stands_apart(kenji: Actor, misaki: Actor) -> None:
    row = announce(kenji, shown_until=now() + timedelta(hours=1), must_confirm=True)
    assert titles(misaki) == [row.title]
    Announcement.objects.update(shown_until=now() - timedelta(seconds=1))
    assert titles(misaki) == []
    assert titles(misaki, over=True) == [row.title]
    assert queries.unread_count(misaki) == 0
    assert queries.to_confirm(misaki) == []
    change(row.id, words=Words("直した", shown_until=Announcement.objects.get().shown_until), to=ALL, actor=kenji)


def test_reading_and_confirming(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    row = announce(kenji, must_confirm=True)
    assert [one.id for one in queries.to_confirm(misaki)] == [row.id]
    read(row.id, actor=misaki)
    assert queries.unread_count(misaki) == 0
    assert [one.id for one in queries.to_confirm(misaki)] == [row.id]
    for _ in range(2):
        confirm(row.id, actor=misaki)
    assert queries.to_confirm(misaki) == []
    assert facts("announcement.confirmed") == [{"announcement_id": row.id, "version": 1}]
    known = {one.person_id: one for one in queries.receipts(row)}
    assert koyomi.kenji.id not in known  # who wrote it has read it
    assert known[koyomi.misaki.id].confirmed_at is not None
    assert known[koyomi.ren.id].read_at is None
    assert set(queries.without_confirmation(row)) == set(known) - {koyomi.misaki.id}


def test_a_change_keeps_what_was_said_and_may_ask_again(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    row = announce(kenji, text="12月29日まで", must_confirm=True)
    confirm(row.id, actor=misaki)
    change(row.id, words=Words("年末年始の営業", "12月28日まで", must_confirm=True), to=ALL, actor=kenji)
    assert queries.to_confirm(misaki) == []
    change(row.id, words=Words("年末年始の営業", "12月27日まで", must_confirm=True), to=ALL, again=True, actor=kenji)
    assert [one.id for one in queries.to_confirm(misaki)] == [row.id]
    assert queries.unread_count(misaki) == 1
    assert list(AnnouncementVersion.objects.order_by("number").values_list("number", "text")) == [
        (1, "12月29日まで"),
        (2, "12月28日まで"),
    ]
    assert [fact["version"] for fact in facts("announcement.published")] == [1, 3]
    assert [fact["changed"] for fact in facts("announcement.changed")] == [["text"], ["text"]]
    assert "12月" not in str(facts("announcement.changed"))
    (receipt,) = [one for one in queries.receipts(Announcement.objects.get()) if one.person_id == koyomi.misaki.id]
    assert (receipt.read_at, receipt.confirmed_at) == (None, None)


def test_a_change_that_changes_nothing(kenji: Actor) -> None:
    row = announce(kenji, text="同じ")
    assert change(row.id, words=Words(row.title, "同じ"), to=ALL, actor=kenji).version == 1
    assert facts("announcement.changed") == []


def test_whom_it_is_for_may_change(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    row = announce(kenji)
    change(row.id, words=Words(row.title), to=Audience(False, roles=frozenset({"light"})), actor=kenji)
    assert titles(misaki) == []
    with pytest.raises(NotAllowed):
        read(row.id, actor=misaki)
    change(row.id, words=Words(row.title), to=Audience(False, frozenset({koyomi.team.id})), actor=kenji)
    assert titles(misaki) == [row.title]
    delete_team(koyomi.team.id, actor=koyomi.actor(koyomi.aoi))
    assert titles(misaki) == []


def test_files_go_with_it(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    row = announce(kenji)
    file = attach(row.id, piece=Piece("休業日.pdf", "application/pdf", b"%PDF"), actor=kenji)
    assert [one.name for one in queries.files_visible_to(misaki)] == ["休業日.pdf"]
    with pytest.raises(NotAllowed):
        attach(row.id, piece=Piece("a", "text/plain", b"a"), actor=misaki)
    with pytest.raises(NotAllowed):
        detach(row.id, file_id=file.id + 1, actor=kenji)
    detach(row.id, file_id=file.id, actor=kenji)
    assert not queries.files_visible_to(misaki).exists()


def test_people_are_told_and_told_again(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    row = announce(kenji, to=Audience(False, frozenset({koyomi.team.id})))
    tell_all()
    assert told(koyomi.misaki) == [("announcement", 1)]
    assert told(koyomi.kenji) == told(koyomi.aoi) == []
    assert Notification.objects.get().subject_id == row.id


def test_who_has_not_confirmed_is_reminded_once_a_day(koyomi: World, kenji: Actor, misaki: Actor) -> None:
    row = announce(kenji, must_confirm=True, to=Audience(False, roles=frozenset({"agent", "light"})))
    announce(kenji, "確認なし")
    assert remind(koyomi.koyomi.id) == 0
    Announcement.objects.update(published_at=now() - timedelta(hours=25))
    assert remind(koyomi.koyomi.id) == 1
    assert remind(koyomi.koyomi.id) == 0
    tell_all()
    assert ("reminder", 1) in told(koyomi.misaki)
    confirm(row.id, actor=misaki)
    Announcement.objects.update(reminded_at=now() - timedelta(hours=25))
    assert remind(koyomi.koyomi.id) == 1
    assert facts("announcement.reminded")[-1] == {"announcement_id": row.id, "person_ids": [koyomi.ren.id]}
    withdraw(row.id, actor=kenji)
    Announcement.objects.update(reminded_at=now() - timedelta(hours=25))
    assert remind(koyomi.koyomi.id) == 0


def test_who_left_is_nobody_s_reader(koyomi: World, kenji: Actor) -> None:
    row = announce(kenji)
    before = len(queries.receipts(row))
    Person.objects.filter(id=koyomi.ren.id).update(deactivated_at=now())
    assert len(queries.receipts(row)) == before - 1


def test_a_hand_over_begins_with_what_is_open(koyomi: World, misaki: Actor) -> None:
    ours = conversation_of(arrive(koyomi.support, mail("山田 花子 <hanako@kobo.example>", subject="返品[至急]")))
    arrive(koyomi.support, mail("山田 花子 <hanako@kobo.example>", subject="他の件"))
    assign(ours.id, person_id=koyomi.misaki.id, actor=misaki)
    with override("ja"):
        begun = beginning(misaki)
    assert "藤井 美咲" in begun.title
    assert f"- [#{ours.id} 返品(至急)](/desk/conversations/{ours.id}/)" in begun.text
    assert "他の件" not in begun.text
    assert "対応中 1件、うち返信待ち 1件" in begun.text
    assert begun.text.index("残っていること") < begun.text.index("注意") < begun.text.index("連絡事項")


def test_a_hand_over_writes_days_as_its_writer_does(koyomi: World, misaki: Actor) -> None:
    row = conversation_of(arrive(koyomi.support, mail("hanako@kobo.example")))
    due = datetime(2099, 12, 1, 17, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    Conversation.objects.filter(id=row.id).update(assignee=koyomi.misaki, due_at=due)
    with override("en"), timezone.override("Asia/Tokyo"):
        assert "due 1 Dec 17:00" in beginning(misaki).text
    with override("ja"), timezone.override("Asia/Tokyo"):
        assert "期限 12/1 17:00" in beginning(misaki).text


def test_who_is_erased_is_erased_from_hand_overs(koyomi: World, misaki: Actor) -> None:
    theirs = conversation_of(arrive(koyomi.support, mail("山田 花子 <hanako@kobo.example>", subject="返品の件")))
    other = conversation_of(arrive(koyomi.support, mail("taro..sato.@docomo.ne.jp", subject="別の件")))
    for one in (theirs, other):
        assign(one.id, person_id=koyomi.misaki.id, actor=misaki)
    text = beginning(misaki).text
    row = publish(Words("申し送り", text), to=ALL, kind="hand_over", actor=misaki)
    change(row.id, words=Words("申し送り", f"{text}\n- 追記"), to=ALL, actor=misaki)
    erase_contact(theirs.contact_id, actor=koyomi.actor(koyomi.aoi))
    row.refresh_from_db()
    for kept in (row.text, row.words, AnnouncementVersion.objects.get().text):
        assert "返品の件" not in kept
        assert "別の件" in kept


def test_another_workspace_sees_nothing(world: World) -> None:
    with tenant(world.koyomi.id):
        row = announce(world.actor(world.kenji))
    with tenant(world.harbour.id):
        oscar = world.actor(world.oscar)
        assert titles(oscar) == []
        for verb in (read, confirm):
            with pytest.raises(NotAllowed):
                verb(row.id, actor=oscar)


def bad(koyomi: World, row: Announcement) -> dict[str, Any]:
    workspace = {"workspace_id": koyomi.koyomi.id}
    of_it = {**workspace, "announcement": row}
    return {
        "no title": lambda: Announcement.objects.create(**workspace, title="", author=koyomi.kenji),
        "unknown kind": lambda: Announcement.objects.create(**workspace, title="a", kind="x", author=koyomi.kenji),
        "versions": lambda: Announcement.objects.filter(id=row.id).update(read_from=2),
        "nobody": lambda: AnnouncementAudience.objects.create(**of_it),
        "two at once": lambda: AnnouncementAudience.objects.create(**of_it, team=koyomi.team, role="agent"),
        "confirmed unread": lambda: AnnouncementRead.objects.create(
            **of_it, person=koyomi.misaki, version=1, read_at=now(), confirmed_version=2, confirmed_at=now()
        ),
        "version twice": lambda: AnnouncementVersion.objects.bulk_create(
            AnnouncementVersion(**of_it, number=1, title="a", written_by=koyomi.kenji, at=now()) for _ in range(2)
        ),
        "read twice": lambda: AnnouncementRead.objects.bulk_create(
            AnnouncementRead(**of_it, person=koyomi.misaki, version=1, read_at=now()) for _ in range(2)
        ),
    }


REFUSED = (
    *("no title", "unknown kind", "versions", "nobody"),
    *("two at once", "confirmed unread", "version twice", "read twice"),
)


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(koyomi: World, kenji: Actor, what: str) -> None:
    row = announce(kenji)
    with pytest.raises(IntegrityError), transaction.atomic():
        bad(koyomi, row)[what]()
