"""The desk does one thing to many: what is selected, how far it is, and the way back."""

from datetime import timedelta

import pytest

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.models import Person
from madoguchi.faces.desk.bulks import Shown
from madoguchi.features.bulk import working
from madoguchi.features.bulk.models import Bulk, BulkItem
from tests.faces.desk.sitting import Answer, Sitting, begun
from tests.world import World


@pytest.fixture
def many(world: World) -> list[int]:
    return [begun(world.support, f"person{number}@many.example").id for number in range(4)]


def selected(ids: list[int]) -> dict[str, str]:
    return {"ids": ",".join(map(str, ids)), "all": "", "scope": "open", "q": ""}


def work_off(world: World) -> None:
    for bulk in _bulks(world):
        working.go_on(bulk.id, workspace_id=world.koyomi.id)


def _bulks(world: World) -> list[Bulk]:
    with tenant(world.koyomi.id):
        return list(Bulk.objects.order_by("id"))


def statuses(world: World, ids: list[int]) -> set[str]:
    with tenant(world.koyomi.id):
        return set(Conversation.objects.filter(id__in=ids).values_list("status", flat=True))


def test_it_begins_is_done_and_undone(world: World, misaki: Sitting, many: list[int]) -> None:
    begun_ = misaki.post("/desk/bulks/", {"verb": "resolve", **selected(many[:3])})
    assert "解決 · 3件中0件" in begun_.text
    assert '<progress max="3" value="0" aria-label="解決">3件中0件</progress>' in begun_.html
    assert "bulk:begun" in begun_.response["HX-Trigger-After-Settle"]
    work_off(world)
    assert statuses(world, many[:3]) == {"resolved"}
    assert statuses(world, many[3:]) == {"open"}
    done = misaki.get("/desk/bulks/")
    assert "解決 · 3件完了" in done.text
    assert len(done.queries) <= 8
    (bulk,) = _bulks(world)
    assert "元に戻しています：3件中0件" in misaki.post(f"/desk/bulks/{bulk.id}/undo/").text
    work_off(world)
    assert "3件を元に戻しました" in misaki.get("/desk/bulks/").text
    assert statuses(world, many) == {"open"}
    assert misaki.post(f"/desk/bulks/{bulk.id}/dismiss/").text == ""


def test_all_of_a_list_is_counted_and_taken(world: World, misaki: Sitting, many: list[int]) -> None:
    counted = misaki.get("/desk/bulks/count/?scope=open&q=from:person1@")
    assert 'data-all="1"' in counted.html
    assert "一覧のすべてを選択しました。" in counted.text
    misaki.post("/desk/bulks/", {"verb": "resolve", "ids": "", "all": "1", "scope": "open", "q": "from:person1@"})
    work_off(world)
    assert [statuses(world, [row]) for row in many] == [{"open"}, {"resolved"}, {"open"}, {"open"}]
    assert 'data-all="3"' in misaki.get("/desk/bulks/count/?scope=open&q=").html


def test_nothing_is_taken_by_a_filter_that_is_not_clear(world: World, misaki: Sitting, many: list[int]) -> None:
    wish = {"verb": "resolve", "ids": "", "all": "1", "scope": "open", "q": "色:赤"}
    refused = misaki.post("/desk/bulks/", wish)
    assert (refused.status, "色:" in refused.html) == (422, True)
    assert misaki.get("/desk/bulks/count/?scope=open&q=色:赤").status == 422
    assert misaki.post("/desk/bulks/", wish | {"scope": "nowhere"}).status == 404
    assert misaki.post("/desk/bulks/", {"verb": "resolve", "ids": "x,,", "scope": "open"}).status == 422
    assert _bulks(world) == []


@pytest.mark.parametrize(
    ("verb", "given", "field"),
    [
        ("assign", "person", "assignee_id"),
        ("team", "team", "team_id"),
        ("priority", "priority", "priority"),
        ("snooze", "until", "snoozed_until"),
        ("spam", "", "is_spam"),
    ],
)
def test_what_the_menus_send(world: World, misaki: Sitting, many: list[int], verb: str, given: str, field: str) -> None:
    values = {
        "person": str(world.kenji.id), "team": str(world.team.id), "priority": "3",
        "until": (now() + timedelta(days=2)).isoformat(), "": "",
    }  # fmt: skip
    assert misaki.post("/desk/bulks/", {"verb": verb, given: values[given], **selected(many)}).status == 200
    work_off(world)
    with tenant(world.koyomi.id):
        assert all(getattr(row, field) for row in Conversation.objects.filter(id__in=many))


def test_the_choices(world: World, misaki: Sitting, many: list[int]) -> None:
    told: dict[str, Answer] = {
        verb: misaki.get(f"/desk/bulks/choices/{verb}/")
        for verb in ("assign", "team", "tag", "untag", "priority", "snooze")
    }
    assert "田村 健二" in told["assign"].text
    assert "サポート" in told["team"].text
    assert "緊急" in told["priority"].text
    assert "日時を指定" in told["snooze"].text
    assert all(len(answer.queries) <= 8 for answer in told.values())
    assert misaki.get("/desk/bulks/choices/delete/").status == 404


def test_one_text_for_all(world: World, misaki: Sitting, many: list[int]) -> None:
    dialog = misaki.get("/desk/bulks/reply/")
    once = dialog.html.split('name="once" value="')[1].split('"')[0]
    wish = {"verb": "reply", "text": "復旧しました。", "then": "resolve", "once": once, **selected(many)}
    for _twice in range(2):
        assert "一斉返信" in misaki.post("/desk/bulks/", wish).text
    work_off(world)
    with tenant(world.koyomi.id):
        assert Message.objects.filter(kind="reply").count() == 4
        Bulk.objects.update(parameters={"text": "", "then": "", "once": "x", "release_at": now().isoformat()})
    assert "/undo/" not in misaki.get("/desk/bulks/").html  # they are on their way


def test_what_could_not_be_done_is_listed(world: World, misaki: Sitting, many: list[int]) -> None:
    with tenant(world.koyomi.id):
        Person.objects.filter(id=world.kenji.id).update(all_inboxes=False)
    misaki.post("/desk/bulks/", {"verb": "assign", "person": str(world.kenji.id), **selected(many)})
    work_off(world)
    (bulk,) = _bulks(world)
    assert "4件はできませんでした" in misaki.get("/desk/bulks/").text
    listed = misaki.get(f"/desk/bulks/{bulk.id}/refused/")
    assert "person1@many.example" in listed.text
    assert "この担当者はこの受信箱では返信できません。" in listed.text
    assert len(listed.queries) <= 8


def test_of_many_that_could_not_be_done_each_reason_is_told_with_its_number_and_all_are_there(
    world: World, misaki: Sitting
) -> None:
    many = [begun(world.support, f"person{number}@many.example").id for number in range(13)]
    with tenant(world.koyomi.id):
        Person.objects.filter(id=world.kenji.id).update(all_inboxes=False)
    misaki.post("/desk/bulks/", {"verb": "assign", "person": str(world.kenji.id), **selected(many)})
    work_off(world)
    (bulk,) = _bulks(world)
    with tenant(world.koyomi.id):
        BulkItem.objects.filter(conversation_id=many[-1]).update(reason="もうありません。")
    listed = misaki.get(f"/desk/bulks/{bulk.id}/refused/")
    assert "この担当者はこの受信箱では返信できません。 12件の会話" in listed.text
    assert "もうありません。 1件の会話" in listed.text
    assert len(listed.queries) <= 8
    shown = [one for one in many if f"/desk/views/all/{one}/" in listed.html]
    assert (len(shown), shown[-1]) == (11, many[-1])  # ten of a reason, and the one of the other
    further = misaki.get(listed.html.split('hx-get="')[1].split('"')[0].replace("&amp;", "&"))
    assert [one for one in many if f"/desk/views/all/{one}/" in further.html] == many[10:12]
    assert "hx-get" not in further.html


def test_nobody_else_sees_or_stops_it(world: World, misaki: Sitting, aoi: Sitting, many: list[int]) -> None:
    misaki.post("/desk/bulks/", {"verb": "resolve", **selected(many)})
    (bulk,) = _bulks(world)
    assert aoi.get("/desk/bulks/").text == ""
    for what in ("cancel", "undo", "dismiss"):
        assert aoi.post(f"/desk/bulks/{bulk.id}/{what}/").status == 404
    assert aoi.get(f"/desk/bulks/{bulk.id}/refused/").status == 404
    assert "0件で中止しました" in misaki.post(f"/desk/bulks/{bulk.id}/cancel/").text


def test_who_may_not_change_has_no_bar(world: World, many: list[int]) -> None:
    ren = Sitting(world.users["ren"])
    page = ren.get("/desk/views/open/")
    assert f'id="row-{many[0]}"' in page.html
    assert "選択した会話の操作" not in page.html
    assert ren.post("/desk/bulks/", {"verb": "resolve", **selected(many)}).status == 404


def test_every_row_has_a_box(misaki: Sitting, many: list[int]) -> None:
    page = misaki.get("/desk/views/open/").html
    assert page.count('class="pick"') == 4
    assert 'aria-label="選択した会話の操作"' in page


def test_large_numbers_are_grouped() -> None:
    bulk = Bulk(verb="tag", state="done", total=10_000, done=8_911, unchanged=1_089)
    assert (Shown(bulk).told, Shown(bulk).more) == ("Done: 8,911", ["1,089 needed nothing"])
