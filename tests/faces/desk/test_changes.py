"""The change feed: what everybody of the house may know of how it changed."""

from typing import Any

from django.db import connection

from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.tags import create_tag
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.actions.seats import change_role
from madoguchi.core.people.actions.teams import create_team
from madoguchi.faces.desk.changes import WORDS
from madoguchi.features.announcements.changes import CHANGES, changes_visible_to
from tests.faces.desk.sitting import Sitting
from tests.world import World

FEED = "/desk/announcements/changes/"


def test_it_says_who_changed_what(world: World, misaki: Sitting, matter: Conversation) -> None:
    aoi = world.actor(world.aoi)
    create_tag("返品", actor=aoi)
    create_team("夜間", actor=aoi)
    change_role(world.ren.id, role="agent", actor=aoi)
    page = misaki.get(FEED)
    assert "青木 葵 さん タグを作成 返品" in page.text
    assert "青木 葵 さん チームを作成 夜間" in page.text
    assert page.text.index("夜間") < page.text.index("返品")
    assert "西 蓮" not in page.text  # who may do what is for the audit log
    assert "青木 葵 さん 役割を変更 西 蓮" in Sitting(world.users["mana"]).get(FEED).text
    assert "返品" not in Sitting(world.users["olivia"]).get(FEED).text
    assert matter.subject not in page.text
    assert len(page.queries) <= 8
    assert f'href="{FEED}"' in misaki.get("/desk/announcements/").html


def test_another_house_is_another_house(world: World) -> None:
    create_team("夜間", actor=world.actor(world.aoi))
    assert "夜間" not in Sitting(world.users["oscar"]).get(FEED).text


def test_every_change_has_its_words() -> None:
    assert set(WORDS) == set(CHANGES)


def test_it_stands_on_its_index(world: World) -> None:
    with tenant(world.koyomi.id), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")  # few rows are sorted sooner
        sql, values = changes_visible_to(world.actor(world.aoi)).order_by("-id")[:50].query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", values)
        plan: list[Any] = [line for (line,) in cursor.fetchall()]
    assert any("events_of_the_house" in line for line in plan), plan
