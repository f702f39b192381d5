"""The board at the desk."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.features.announcements.actions.publish import Audience, Words, publish
from madoguchi.features.announcements.models import Announcement, AnnouncementRead
from tests.faces.desk.sitting import Sitting
from tests.features.notifications.telling import tell_all, told
from tests.hearing import Heard
from tests.world import World

BOARD = "/desk/announcements/"


@pytest.fixture
def kenji(world: World) -> Sitting:
    """A supervisor."""
    return Sitting(world.users["kenji"])


@pytest.fixture
def notice(world: World) -> Announcement:
    """田村さん announces to everybody what has to be confirmed."""
    with tenant(world.koyomi.id):
        return publish(
            Words("年末年始の営業", "**12月29日**から休みます。<script>alert(1)</script>", must_confirm=True),
            to=Audience(),
            actor=world.actor(world.kenji),
        )


def test_it_stands_over_the_desk_until_it_is_confirmed(world: World, misaki: Sitting, notice: Announcement) -> None:
    page = misaki.get("/desk/views/mine/")
    assert 'data-from="/desk/announcements/strip/"' in page.html
    assert len(page.queries) <= 8
    strip = misaki.get(f"{BOARD}strip/", target="strip")
    assert "ご確認ください：年末年始の営業" in strip.text
    assert len(strip.queries) <= 6
    answer = misaki.post(f"{BOARD}{notice.id}/confirmation/")
    assert f"person:{world.misaki.id}:announcements" in answer.response.headers["HX-Trigger-After-Settle"]
    assert "年末年始" not in misaki.get(f"{BOARD}strip/", target="strip").text


def test_who_wrote_it_need_not_confirm(kenji: Sitting, notice: Announcement) -> None:
    assert "年末年始" not in kenji.get(f"{BOARD}strip/", target="strip").text
    assert "確認しました" not in kenji.get(f"{BOARD}{notice.id}/").text


@pytest.mark.django_db(transaction=True)
def test_who_has_read_it_is_told_to_those_who_look(
    kenji: Sitting, misaki: Sitting, notice: Announcement, heard: Heard
) -> None:
    assert f'data-live="announcement:{notice.id}"' in kenji.get(f"{BOARD}{notice.id}/").html
    assert f'data-live="announcement:{notice.id}"' not in misaki.get(f"{BOARD}{notice.id}/").html
    for step in ("reading", "confirmation"):
        misaki.post(f"{BOARD}{notice.id}/{step}/")
        assert f"announcement:{notice.id}" in heard.names()


def test_the_rail_counts_what_is_unread(world: World, misaki: Sitting, notice: Announcement) -> None:
    assert "<b>1" in misaki.get(f"{BOARD}rail/", target="rail-board").html
    with tenant(world.koyomi.id):
        tell_all()
        assert ("announcement", 1) in told(world.misaki)
    misaki.post(f"{BOARD}{notice.id}/reading/")
    assert "<b>" not in misaki.get(f"{BOARD}rail/", target="rail-board").html
    with tenant(world.koyomi.id):
        assert told(world.misaki) == []


def test_it_is_read_as_markdown_and_never_as_markup(misaki: Sitting, notice: Announcement) -> None:
    page = misaki.get(f"{BOARD}{notice.id}/")
    assert "<strong>12月29日</strong>" in page.html
    assert "<script>alert" not in page.html
    assert f'hx-post="/desk/announcements/{notice.id}/reading/"' in page.html
    assert "確認しました" in page.text
    assert "既読の状況" not in page.text
    assert len(page.queries) <= 8
    assert page.writes == []


def test_who_may_change_it_sees_who_has_read_it(world: World, kenji: Sitting, notice: Announcement) -> None:
    with tenant(world.koyomi.id):
        AnnouncementRead.objects.create(
            workspace_id=world.koyomi.id, announcement=notice, person=world.misaki, version=1, read_at=now()
        )
    page = kenji.get(f"{BOARD}{notice.id}/")
    assert "既読の状況" in page.text
    assert page.html.count("未読") == 4  # 青木, 小林, 西, Olivia
    assert len(page.queries) <= 8


def test_the_board_is_searched(misaki: Sitting, notice: Announcement) -> None:
    assert "年末年始の営業" in misaki.get(f"{BOARD}?q=ねんまつ").text or "年末年始の営業" in misaki.get(BOARD).text
    assert "年末年始の営業" in misaki.get(f"{BOARD}?q=年末", target="board-rows").text
    nothing = misaki.get(f"{BOARD}?q=請求", target="board-rows")
    assert "この言葉を含むお知らせはありません。" in nothing.text
    assert "<html" not in nothing.html


def test_a_supervisor_announces_with_a_file(world: World, kenji: Sitting, misaki: Sitting) -> None:
    form = kenji.get(f"{BOARD}new/announcement/")
    assert "サポート" in form.text
    until = (now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    given = {
        "title": "棚卸し",
        "text": "午後は電話に出られません",
        "to": "some",
        "team": [world.team.id],
        "shown_until": until,
        "file": SimpleUploadedFile("予定.txt", b"12:00"),
    }
    answer = kenji.post(f"{BOARD}new/announcement/", given)
    address = answer.response.headers["HX-Redirect"]
    page = misaki.get(address)
    assert "午後は電話に出られません" in page.text
    assert "予定.txt" in page.text
    link = page.html.partition('class="file" href="')[2].partition('"')[0]
    file = misaki.get(link)
    assert file.response.content == b"12:00"
    assert file.response.headers["Content-Disposition"].startswith("attachment")
    assert Sitting(world.users["oscar"]).get(link).status == 404


def test_an_agent_hands_over(world: World, misaki: Sitting) -> None:
    assert misaki.get(f"{BOARD}new/announcement/").status == 404
    assert misaki.post(f"{BOARD}new/announcement/", {"title": "お知らせ"}).status == 404
    form = misaki.get(f"{BOARD}new/hand_over/")
    assert "残っていること" in form.text
    misaki.post(f"{BOARD}new/hand_over/", {"title": "早番から", "text": "・"})
    with tenant(world.koyomi.id):
        assert Announcement.objects.get().kind == "hand_over"


def test_a_change_says_so_and_keeps_what_it_said(world: World, kenji: Sitting, misaki: Sitting) -> None:
    kenji.post(f"{BOARD}new/announcement/", {"title": "休業", "text": "12月29日から", "must_confirm": "1"})
    with tenant(world.koyomi.id):
        one = f"{BOARD}{Announcement.objects.get().id}/"
    misaki.post(f"{one}confirmation/")
    assert "12月29日から" in kenji.get(f"{one}change/").html
    kenji.post(f"{one}change/", {"title": "休業", "text": "12月28日から", "must_confirm": "1", "again": "1"})
    assert "休業" in misaki.get(f"{BOARD}strip/", target="strip").text
    assert "第2版" in misaki.get(one).text
    assert "12月29日から" in misaki.get(f"{one}versions/", target="dialogs").text
    assert misaki.post(f"{one}change/", {"title": "別", "text": ""}).status == 404
    assert misaki.get(f"{one}change/").status == 404
    kenji.delete(f"{one}change/")
    assert misaki.get(one).status == 404


@pytest.mark.parametrize("given", [{"title": ""}, {"title": "a", "to": "some"}, {"title": "a", "shown_until": "soon"}])
def test_what_is_refused_is_said(kenji: Sitting, given: dict[str, str]) -> None:
    answer = kenji.post(f"{BOARD}new/announcement/", given)
    assert answer.status == 422
    assert not answer.text.isascii()
