"""The report of speed: its numbers lead to exactly what they count, in few statements."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.template import Context, Template

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.status import resolve
from madoguchi.core.conversations.models import Message
from tests.faces.desk.sitting import Sitting, begun
from tests.world import World

LINKED = re.compile(r'href="(/desk/reports/speed/[a-z_]+/[^"]*)"[^>]*>(?:<b>)?(\d+)<')


@pytest.fixture
def mana(world: World) -> Sitting:
    """Two that came in today, one of them answered by a colleague, one given up."""
    made = [begun(world.support, f"customer{number}@many.example") for number in range(3)]
    with tenant(world.koyomi.id):
        Message.objects.create(
            workspace_id=world.koyomi.id,
            conversation=made[0],
            kind="reply",
            person=world.misaki,
            text="承知しました。",
            at=now() + timedelta(minutes=3),
        )
    resolve(made[1].id, actor=world.actor(world.misaki))
    return Sitting(world.users["mana"])


def test_every_number_opens_what_it_counts(mana: Sitting) -> None:
    page = mana.get("/desk/reports/speed/")
    assert len(page.queries) <= 8
    found = LINKED.findall(page.html)
    assert len(found) > 12
    for address, number in found:
        rows = mana.get(unescape(address))
        assert len(rows.queries) <= 8
        assert rows.html.count('class="home-row"') == int(number), address


def test_days_that_cannot_be_are_said_at_their_field(mana: Sitting) -> None:
    page = mana.get("/desk/reports/speed/?from=2026-01-01&to=2026-11-01")
    assert "最大 92日" in page.html
    assert 'aria-invalid="true"' in page.html
    assert "この期間に始まった会話はありません" in mana.get("/desk/reports/speed/?from=2020-01-01&to=2020-01-02").html


def test_it_is_for_those_who_read_reports(world: World, mana: Sitting) -> None:
    assert Sitting(world.users["misaki"]).get("/desk/reports/speed/").status == 404
    assert mana.get("/desk/reports/speed/dance/").status == 404


def test_large_figures_are_grouped_as_people_read_them() -> None:
    assert Template("{% load desk %}{{ count|grouped }}").render(Context({"count": 10_104})) == "10,104"
