"""The first pages: each role has its own, and every number on them counts what its link lists."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.assign import assign
from madoguchi.core.conversations.actions.note import add_note
from madoguchi.core.conversations.actions.status import resolve, snooze
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import Person
from madoguchi.faces.desk.charts import bars
from madoguchi.features.presence.memory import PRESENCE
from madoguchi.features.presence.signs import Sign
from tests.faces.desk.sitting import Answer, Sitting, begun
from tests.world import World

LINKED = re.compile(r'<a [^>]*?href="(/desk/views/[^"]*)"[^>]*>(?:<b>)?(\d+)<')


def recounted(sitting: Sitting, page: Answer) -> dict[str, tuple[int, int]]:
    """Address to (the number that leads there, how many are listed there), for every linked number of a page."""
    found = {}
    for address, number in LINKED.findall(page.html):
        rows = sitting.get(unescape(address)).html
        found[unescape(address)] = (int(number), rows.count('<a id="row-'))
    return found


@pytest.fixture
def busy(world: World, matter: Conversation) -> list[Conversation]:
    """Five conversations in the support inbox, in as many states; one in the English inbox, one of others."""
    made = [matter, *(begun(world.support, f"customer{number}@many.example") for number in range(4))]
    aoi = world.actor(world.aoi)
    assign(made[0].id, person_id=world.misaki.id, actor=aoi)
    assign(made[1].id, person_id=world.misaki.id, actor=aoi)
    assign(made[2].id, person_id=world.kenji.id, actor=aoi)
    resolve(made[2].id, actor=aoi)
    snooze(made[3].id, until=now() + timedelta(days=1), actor=aoi)
    with tenant(world.koyomi.id):
        Conversation.objects.filter(id=made[1].id).update(
            waiting_since=None, first_replied_at=made[1].created_at + timedelta(minutes=90)
        )
        begun(world.english, "emma@reader.example")
    begun(world.harbour_inbox, "william@reader.example")
    return made


@pytest.mark.parametrize(
    ("who", "page"),
    [("aoi", "setup"), ("mana", "week"), ("kenji", "team"), ("misaki", "day"), ("ren", "notes"), ("olivia", "inboxes")],
)
def test_each_role_has_its_own_first_page(world: World, who: str, page: str) -> None:
    sitting = Sitting(world.users[who])
    session = sitting.client.session
    session["workspace"] = world.koyomi.id
    session.save()
    assert sitting.get("/desk/").response["Location"] == f"/desk/home/{page}/"
    assert sitting.get(f"/desk/home/{page}/").status == 200


def test_a_person_may_begin_elsewhere(world: World, misaki: Sitting) -> None:
    misaki.post("/desk/home/", {"first_page": "unassigned"})
    assert misaki.get("/desk/").response["Location"] == "/desk/views/unassigned/"
    assert misaki.post("/desk/home/", {"first_page": "moon"}).status == 422
    with tenant(world.koyomi.id):  # what the role no longer allows gives way to its own page
        Person.objects.filter(id=world.misaki.id).update(first_page="week")
    assert misaki.get("/desk/").response["Location"] == "/desk/home/day/"
    assert misaki.get("/desk/home/week/").status == 404


def test_the_database_knows_the_first_pages(koyomi: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(id=koyomi.ren.id).update(first_page="moon")


def test_the_team_now_equals_a_recount(world: World, busy: list[Conversation]) -> None:
    kenji = Sitting(world.users["kenji"])
    page = kenji.get("/desk/home/team/")
    assert len(page.queries) <= 8
    counted = recounted(kenji, page)
    assert len(counted) >= 7
    assert all(number == listed for number, listed in counted.values()), counted
    assert counted["/desk/views/waiting/"] == (3, 3)
    assert page.text.index("藤井 美咲") < page.text.index("青木 葵")


def test_two_of_one_name_are_told_apart(world: World, busy: list[Conversation]) -> None:
    with tenant(world.koyomi.id):
        Person.objects.filter(id=world.aoi.id).update(name="藤井 美咲")
        Conversation.objects.filter(id=busy[4].id).update(assignee=world.aoi.id)
    kenji = Sitting(world.users["kenji"])
    counted = recounted(kenji, kenji.get("/desk/home/team/"))
    assert all(number == listed for number, listed in counted.values()), counted


def test_who_is_at_the_desk_is_shown(world: World) -> None:
    kenji = Sitting(world.users["kenji"])
    assert "在席中" not in kenji.get("/desk/home/team/").text
    PRESENCE.hear(Sign(world.koyomi.id, world.misaki.id, "tab", 1), at=0.0)
    row = kenji.get("/desk/home/team/", target="home").html.split(f'id="load-{world.misaki.id}"')[1]
    assert "在席中" in row.split("</tr>")[0]
    PRESENCE.expire(at=60.0)
    assert "在席中" not in kenji.get("/desk/home/team/").text


def test_the_week_equals_a_recount(world: World, busy: list[Conversation]) -> None:
    mana = Sitting(world.users["mana"])
    page = mana.get("/desk/home/week/")
    assert len(page.queries) <= 8
    counted = recounted(mana, page)
    assert len(counted) == 6  # three totals, three of today
    assert all(number == listed for number, listed in counted.values()), counted
    assert [number for number, _listed in counted.values()] == [6, 1, 5] * 2
    assert "1時間30分" in page.text


def test_ones_own_day_begins_with_what_burns(world: World, misaki: Sitting, busy: list[Conversation]) -> None:
    with tenant(world.koyomi.id):
        Conversation.objects.filter(id=busy[0].id).update(waiting_since=now() - timedelta(days=3))
    add_note(busy[2].id, text="@藤井 美咲 さん、**本日中に**お願いします", actor=world.actor(world.kenji))
    page = misaki.get("/desk/home/day/")
    assert len(page.queries) <= 8
    headings = re.findall(r"<h2>([^<]*?) <span", page.html)
    assert headings == ["対応漏れ", "あなたへのメンション", "いまは対応不要"]
    assert f'href="/desk/views/mine/{busy[0].id}/"' in page.html
    assert f'href="/desk/views/mentions/{busy[2].id}/#message-' in page.html
    assert "さん、本日中にお願いします" in page.text, "what was written, without its marks"


def test_a_partner_sees_the_named_inboxes_alone(world: World, busy: list[Conversation]) -> None:
    olivia = Sitting(world.users["olivia"])
    session = olivia.client.session
    session["workspace"] = world.koyomi.id
    session.save()
    page = olivia.get("/desk/home/inboxes/")
    assert world.support.name not in page.text
    counted = recounted(olivia, page)
    assert set(counted.values()) == {(1, 1)}


def test_what_a_role_does_not_see_is_not_there(misaki: Sitting, ren: Sitting) -> None:
    assert [misaki.get(f"/desk/home/{name}/").status for name in ("team", "week", "setup")] == [404] * 3
    assert ren.get("/desk/home/day/").status == 404


def test_a_step_that_is_left_out_is_told_to_the_page_at_once(world: World) -> None:
    aoi = Sitting(world.users["aoi"])
    for ask in (aoi.post, aoi.delete):
        answer = ask("/desk/home/setup/steps/sign_of_life/")
        assert (answer.status, "setup" in answer.response.get("HX-Trigger", "")) == (204, True)


def test_bars_stand_on_one_scale() -> None:
    chart = bars([(4, 2), (0, 0)])
    assert [bar.height for bar in chart.bars] == [96, 48, 0, 0]
    assert bars([(0,)]).bars[0].height == 0
