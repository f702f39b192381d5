"""Lists and the rail: what is in them, for whom, and at what price."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions import sort, status
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.models import Conversation, Draft
from madoguchi.core.conversations.queries.views import VIEWS
from madoguchi.core.inboxes.models import Inbox
from tests.faces.desk.sitting import Sitting, begun
from tests.world import World


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens(misaki: Sitting, view: str) -> None:
    assert misaki.get(f"/desk/views/{view}/").status == 200


def test_an_administrator_without_an_inbox_is_led_to_make_one(world: World, aoi: Sitting, misaki: Sitting) -> None:
    assert "まず受信箱を作りましょう" not in aoi.get("/desk/views/mine/").text
    with tenant(world.support.workspace_id):
        Inbox.objects.update(disabled_at=now())
    assert 'href="/desk/settings/inboxes/"' in aoi.get("/desk/views/mine/").html.split('id="work"')[1]
    assert "まず受信箱を作りましょう" in aoi.get("/desk/views/mine/").text
    assert "まず受信箱を作りましょう" not in misaki.get("/desk/views/mine/").text


def test_a_row_tells_who_waits_for_what(misaki: Sitting, matter: Conversation) -> None:
    row = misaki.get("/desk/views/unassigned/").text
    assert "山田 花子 様" in row
    assert "こうぼ商店" in row
    assert "シフトが表示されません" in row


def test_a_row_tells_what_is_begun_due_and_put_away(world: World, misaki: Sitting, matter: Conversation) -> None:
    def row() -> str:
        return misaki.get("/desk/views/all/").html.split(f'id="row-{matter.id}"')[1].split("</a>")[0]

    assert "row-mark" not in row()
    with tenant(world.koyomi.id):
        Draft.objects.create(
            workspace_id=world.koyomi.id, person=world.misaki, conversation=matter, kind="reply", text="拝啓"
        )
        Conversation.objects.filter(id=matter.id).update(due_at=now() - timedelta(hours=1))
    assert "書きかけの返信があります" in row()
    assert "期限切れ" in row()
    with tenant(world.koyomi.id):
        Conversation.objects.filter(id=matter.id).update(due_at=now() + timedelta(days=3))
        Draft.objects.update(text="")
    assert "row-mark" not in row()
    status.snooze(matter.id, until=now() + timedelta(days=400), actor=world.actor(world.misaki))
    assert "保留の終わり" in row()
    assert str((now() + timedelta(days=400)).year) in row()


def test_mine_holds_what_is_assigned_to_me(world: World, misaki: Sitting, matter: Conversation) -> None:
    assert f"row-{matter.id}" not in misaki.get("/desk/views/mine/").html
    assign(matter.id, person_id=world.misaki.id, actor=world.actor(world.misaki))
    assert f"row-{matter.id}" in misaki.get("/desk/views/mine/").html


def test_resolved_and_spam_leave_the_open_list(world: World, misaki: Sitting, matter: Conversation) -> None:
    status.resolve(matter.id, actor=world.actor(world.misaki))
    assert f"row-{matter.id}" not in misaki.get("/desk/views/open/").html
    assert f"row-{matter.id}" in misaki.get("/desk/views/resolved/").html
    sort.mark_spam(matter.id, spam=True, actor=world.actor(world.misaki))
    assert f"row-{matter.id}" in misaki.get("/desk/views/spam/").html


def test_an_inbox_and_a_team_have_lists_of_their_own(world: World, misaki: Sitting, matter: Conversation) -> None:
    assert f"row-{matter.id}" in misaki.get(f"/desk/views/inbox-{world.support.id}/").html
    assert f"row-{matter.id}" not in misaki.get(f"/desk/views/inbox-{world.english.id}/").html
    assert f"row-{matter.id}" not in misaki.get(f"/desk/views/team-{world.team.id}/").html


def test_somebody_without_a_name_is_called_by_their_address(world: World, misaki: Sitting) -> None:
    conversation = begun(world.support, "nobody@nowhere.example")
    begun(world.support, "nobody@nowhere.example")
    told = misaki.get("/desk/views/open/").text
    assert told.count("nobody@nowhere.example") >= 2, "in every line of theirs"
    assert "（名前なし）" not in told
    assert "nobody@nowhere.example 様" not in told  # an address is no name
    assert "（名前なし）" not in misaki.get(f"/desk/views/open/{conversation.id}/", target="work").text
    beside = misaki.get(f"/desk/conversations/{conversation.id}/person/")
    assert (
        '<span class="in-place">nobody@<wbr>nowhere.example</span>' in beside.html
    )  # where there is little room, it breaks there
    assert "nobody@nowhere.example" in beside.text


def test_the_rail_counts(misaki: Sitting, matter: Conversation) -> None:
    rail = misaki.get("/desk/rail/")
    assert "担当者なし 1" in rail.text
    assert len(rail.queries) <= 8


def test_one_conversation_is_no_plural(world: World) -> None:
    olivia = Sitting(world.users["olivia"])
    for shown in ("1 conversation", "2 conversations"):
        begun(world.harbour_inbox, "Emma Lane <emma@pine.example>")
        rail = " ".join(olivia.get("/desk/rail/").text.split())
        assert f"Unassigned {shown} " in rail
    assert "1 conversations" not in rail


def test_a_partner_sees_the_named_inbox_alone(world: World, matter: Conversation) -> None:
    olivia = Sitting(world.users["olivia"])
    session = olivia.client.session
    session["workspace"] = world.koyomi.id
    session.save()
    page = olivia.get("/desk/views/all/")
    assert f"row-{matter.id}" not in page.html
    assert f"inbox-{world.english.id}" in page.html
    assert f"inbox-{world.support.id}" not in page.html


def test_more_rows_come_behind_a_cursor(world: World, misaki: Sitting) -> None:
    for number in range(23):
        begun(world.support, f"person{number}@many.example")
    first = misaki.get("/desk/views/open/")
    assert first.html.count('class="row') - first.html.count('class="rows') == 20
    more = first.html.split('id="rows-end"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    rest = misaki.get(more, target="rows-end")
    assert rest.html.count("<a id=") == 3
    assert 'id="rows"' not in rest.html
    assert misaki.get("/desk/views/open/?shown=23", target="rows").html.count("<a id=") == 23


def test_a_list_asks_the_same_however_long_it_is(world: World, misaki: Sitting) -> None:
    begun(world.support, "a@many.example")
    short = misaki.get("/desk/views/open/")
    for number in range(20):
        begun(world.support, f"person{number}@many.example")
    long = misaki.get("/desk/views/open/")
    assert len(long.queries) == len(short.queries) <= 8


def test_who_is_not_signed_in_is_sent_to_the_door(world: World, matter: Conversation) -> None:
    stranger = Sitting(AnonymousUser())
    page = stranger.get("/desk/views/mine/")
    assert page.status == 302
    assert page.response["Location"].startswith("/accounts/login/")
    assert stranger.get(f"/desk/conversations/{matter.id}/thread/", target="thread").status == 401


def test_an_account_without_a_seat_sees_nothing(world: World) -> None:
    assert Sitting(world.users["stranger"]).get("/desk/views/mine/").status == 404


def test_a_seat_that_was_closed_shows_the_other_workspace(world: World) -> None:
    olivia = Sitting(world.users["olivia"])
    session = olivia.client.session
    session["workspace"] = world.koyomi.id
    session.save()
    with tenant(world.koyomi.id):
        world.olivia.deactivated_at = world.olivia.created_at
        world.olivia.save()
    assert olivia.get("/desk/views/mine/").status == 302
    assert "Harbour" in olivia.get("/desk/views/mine/").text


def test_without_an_inbox_the_desk_says_what_to_do_next(world: World, aoi: Sitting) -> None:
    assert "受信箱がまだありません" not in aoi.get("/desk/views/mine/").text
    with tenant(world.koyomi.id):
        Inbox.objects.update(disabled_at=now())
    for address in ("/desk/views/mine/", "/desk/new/"):
        page = aoi.get(address)
        assert "受信箱がまだありません" in page.text
        assert 'href="/desk/settings/inboxes/"' in page.html
