"""Drivers and avoidable contacts at the desk: one click beside Resolve, and figures that open what they count."""

import re

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation, Status
from madoguchi.features.drivers.actions.customers import set_active_customers
from madoguchi.features.drivers.actions.drivers import save_driver
from madoguchi.features.drivers.models import ActiveCustomers, Cause
from tests.faces.desk.sitting import Sitting
from tests.world import World

TODAY = now().date()


def standing(world: World, matter: Conversation) -> tuple[str, str]:
    """The status of the conversation, and whether it could have been avoided."""
    with tenant(world.koyomi.id):
        found = Cause.objects.filter(conversation=matter).values_list("avoidable", flat=True).first()
        return Conversation.objects.get(id=matter.id).status, found or ""


def test_one_click_resolves_and_says_why_and_undo_takes_both_back(
    world: World, misaki: Sitting, matter: Conversation
) -> None:
    of = f"/desk/conversations/{matter.id}"
    menu = misaki.get(f"{of}/cause/?part=resolve")
    assert f'data-leave="{of}/avoidable/unclear/"' in menu.html
    toast = misaki.post(f"{of}/avoidable/unclear/")
    assert "避けられた問い合わせとして解決しました" in toast.text
    assert standing(world, matter) == (Status.RESOLVED, "unclear")
    assert f"{of}/unavoidable/" in toast.html
    misaki.post(f"{of}/unavoidable/")
    assert standing(world, matter) == (Status.OPEN, "")


def test_the_person_pane_says_it_later_and_the_timeline_tells(
    world: World, aoi: Sitting, misaki: Sitting, ren: Sitting, matter: Conversation
) -> None:
    driver = save_driver({"name": "請求書の宛名"}, actor=world.actor(world.mana))
    of = f"/desk/conversations/{matter.id}"
    assert "請求書の宛名" in misaki.get(f"{of}/cause/?part=driver").text
    misaki.post(f"{of}/cause/", {"driver": driver.id})
    misaki.post(f"{of}/cause/", {"avoidable": "defect"})
    pane = misaki.get(f"{of}/person/")
    assert "請求書の宛名" in pane.text
    assert "不具合・障害" in pane.text
    assert len(pane.queries) <= 8
    told = misaki.get(f"{of}/thread/").text
    assert "藤井 美咲 さん が問い合わせの要因を付けました" in told
    assert "藤井 美咲 さん が避けられた問い合わせとしました" in told
    assert "driver-menu" not in ren.get(f"{of}/person/").html
    assert ren.post(f"{of}/cause/", {"avoidable": ""}).status == 404


def test_each_figure_of_the_report_opens_its_conversations(world: World, aoi: Sitting, matter: Conversation) -> None:
    driver = save_driver({"name": "請求書の宛名", "minutes": 12}, actor=world.actor(world.mana))
    aoi.post(f"/desk/conversations/{matter.id}/cause/", {"driver": driver.id, "avoidable": "late"})
    page = aoi.get("/desk/reports/drivers/")
    assert "請求書の宛名" in page.text
    assert "600" in page.text  # twelve minutes at 3,000 an hour
    links = set(re.findall(r'href="(/desk/reports/drivers/contacts/\?[^"]*)"', page.html))
    assert len(links) >= 3
    for link in links:
        behind = aoi.get(link.replace("&amp;", "&"))
        assert "山田 花子" in behind.text
        assert len(behind.queries) <= 8
    assert "山田" not in aoi.get("/desk/reports/drivers/contacts/?driver=none").text


def test_months_are_typed_in_and_a_line_that_cannot_be_read_is_shown(
    world: World, aoi: Sitting, misaki: Sitting
) -> None:
    page = aoi.get("/desk/reports/avoidable/")
    assert "こちらではわかりません" in page.text
    wrong = aoi.post("/desk/reports/avoidable/customers/", {"numbers": "2026-04 1250\n来月"})
    assert (wrong.status, "来月" in wrong.text) == (422, True)
    aoi.post("/desk/reports/avoidable/customers/", {"numbers": f"{TODAY:%Y/%m}\t1,250\n"})
    with tenant(world.koyomi.id):
        assert [row.number for row in ActiveCustomers.objects.all()] == [1250]
    assert "1,250" in aoi.get("/desk/reports/avoidable/").text
    assert misaki.get("/desk/reports/avoidable/").status == 404
    assert misaki.post("/desk/reports/avoidable/customers/", {"numbers": ""}).status == 404


def test_the_target_stands_in_the_burn_down(world: World, aoi: Sitting, matter: Conversation) -> None:
    set_active_customers({TODAY: 100}, actor=world.actor(world.mana))
    aoi.post(f"/desk/conversations/{matter.id}/avoidable/no_way/")
    goal = {
        "from_month": f"{TODAY:%Y-%m}",
        "from_rate": "4.5",
        "until_month": f"{TODAY.year + 1}-12",
        "until_rate": "1",
    }
    aoi.post("/desk/reports/avoidable/target/", {"counted_as": "月末の契約数", **goal})
    page = aoi.get("/desk/reports/avoidable/")
    assert "利用中のお客様の定義：月末の契約数" in page.text
    assert "4.50" in page.text
    assert "burn-target" in page.html
    assert "お客様自身で手続きできない 1" in page.text
