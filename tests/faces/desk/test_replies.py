"""Saved replies: their settings page."""

import pytest

from madoguchi.base.tenancy import tenant
from madoguchi.features.replies.models import SavedReply
from madoguchi.features.replies.queries import reply_for
from tests.faces.desk.sitting import Sitting
from tests.features.replies.keeping import kept, shared
from tests.world import World

PAGE = "/desk/settings/replies/"
FORM = {"name": "返金のご案内", "shortcut": "henkin", "folder": "経理", "language": "ja", "text": "{{contact.name}}、"}


@pytest.fixture
def kenji(world: World) -> Sitting:
    return Sitting(world.users["kenji"])


def test_the_list_is_searched_narrowed_and_paged(
    world: World, misaki: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant(world.koyomi.id):
        for number in range(60):
            kept(world, f"定型{number:02}", text="x")
        shared(world, "返金", shortcut="hk", folder="経理", teams=[world.team.id])
    page = misaki.get(PAGE)
    assert len(page.queries) <= 8
    assert "定型49" in page.text
    assert "定型50" not in page.text
    rest = misaki.get(
        page.html.partition('id="replies-end"')[2].partition('hx-get="')[2].partition('"')[0], target="replies-end"
    )
    assert "定型50" in rest.text
    assert "返金" in rest.text
    assert "<html" not in rest.html
    found = misaki.get(f"{PAGE}?q=henkin", target="reply-rows").text
    assert "/hk" in found
    assert "サポート" in found
    assert "定型" not in found
    assert "返金" in misaki.get(f"{PAGE}?which=shared&folder=経理").text
    assert "返金" not in misaki.get(f"{PAGE}?which=own&q=返金", target="reply-rows").text
    assert "定型文はありません" in misaki.get(f"{PAGE}?which=unused").text


def test_one_is_written_changed_archived_restored_and_deleted(world: World, misaki: Sitting, kenji: Sitting) -> None:
    assert len(kenji.get(f"{PAGE}new/").queries) <= 8
    nobody = kenji.post(f"{PAGE}new/", {**FORM, "to": "some"})
    assert (nobody.status, "チームか受信箱を選ぶ" in nobody.text) == (422, True)
    assert kenji.post(f"{PAGE}new/", {**FORM, "to": "some", "team": str(world.team.id)}).status == 200
    with tenant(world.koyomi.id):
        reply = SavedReply.objects.get()
        assert [place.team_id for place in reply.places.all()] == [world.team.id]
    address = f"{PAGE}{reply.id}/"
    form = kenji.get(address)
    assert len(form.queries) <= 8
    assert "checked" in form.html.partition(f'name="team" value="{world.team.id}"')[2][:20]
    assert kenji.post(address, {**FORM, "name": "返金", "to": "all"}).status == 200
    assert "変更できるのは" in misaki.get(address).text
    assert misaki.post(address, {**FORM, "name": "x", "to": "all"}).status == 404
    assert misaki.post(f"{address}archival/").status == 404
    kenji.post(f"{address}archival/")
    assert "返金" not in misaki.get(PAGE, target="reply-rows").text
    assert "返金" in misaki.get(f"{PAGE}?which=archived", target="reply-rows").text
    kenji.delete(f"{address}archival/")
    assert "返金" in misaki.get(PAGE, target="reply-rows").text
    assert kenji.delete(address).status == 200
    assert kenji.get(address).status == 404


def test_it_is_shown_as_a_customer_gets_it(misaki: Sitting) -> None:
    shown = misaki.post(f"{PAGE}preview/", {**FORM, "text": "{{contact.name}}、**至急**<script>"})
    assert "山田 花子 様、" in shown.text
    assert "<strong>至急</strong>" in shown.html
    assert "<script>" not in shown.html
    assert "{{contact.password}}" in misaki.post(f"{PAGE}preview/", {**FORM, "text": "{{contact.password}}"}).text
    assert shown.writes == []


def test_who_may_not_share_is_offered_no_one_else(world: World, misaki: Sitting) -> None:
    assert 'value="all"' not in misaki.get(f"{PAGE}new/").html
    assert misaki.post(f"{PAGE}new/", {**FORM, "to": "all"}).status == 404
    assert misaki.post(f"{PAGE}new/", {**FORM, "text": "{{a.b}}"}).text == "{{a.b}} という差し込み項目はありません。"
    assert misaki.post(f"{PAGE}new/", {**FORM, "to": "own"}).status == 200
    with tenant(world.koyomi.id):
        reply = reply_for(SavedReply.objects.get().id, world.actor(world.misaki))
    assert (reply.is_shared, reply.shortcut, reply.folder) == (False, "henkin", "経理")
    assert Sitting(world.users["ren"]).get(f"{PAGE}new/").status == 404
