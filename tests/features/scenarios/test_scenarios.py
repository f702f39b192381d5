"""Scenarios: from one's own figures, with their doubt, kept and compared."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.features.scenarios.actions.scenarios import change_scenario, delete_scenario, save_scenario
from madoguchi.features.scenarios.models import Scenario
from madoguchi.features.scenarios.queries import measured
from madoguchi.features.scenarios.reckoning import WEEKS, reckon
from madoguchi.features.scenarios.supposing import HOURS, Inputs, inputs_of
from tests.faces.api.matters import begun
from tests.world import World

TOKYO = ZoneInfo("Asia/Tokyo")
OFFICE = tuple(0.1 if 9 <= hour < 19 else 0.0 for hour in range(HOURS))
USUAL = Inputs(volume=4000, growth=3, minutes=14, heads=7, heads_6=7, heads_12=7, heads_18=7, profile=OFFICE)


def middle(inputs: Inputs, place: int, name: str) -> float:
    return float(reckon(inputs)[place][name][1])


def test_more_comes_more_is_needed_and_less_is_answered_in_time() -> None:
    found = reckon(USUAL)
    assert [one["months"] for one in found] == [0, 6, 12, 18]
    assert found[0]["contacts"] == [4000, 4000, 4000]
    assert found[3]["contacts"][1] == pytest.approx(4000 * 1.03**18, rel=0.05)
    assert found[0]["needed"][1] < found[3]["needed"][1]
    assert found[0]["in_time"][1] > found[3]["in_time"][1]
    for one in found:
        for name in ("contacts", "for_people", "needed", "in_time", "left", "busy"):
            low, half, high = one[name]
            assert low <= half <= high
    assert found[3]["contacts"][2] - found[3]["contacts"][0] > 400  # doubt grows with time


def test_automation_and_people_help_and_the_same_inputs_give_the_same() -> None:
    automated = inputs_of({"automation_goal": 40, "automation_months": 12}, USUAL)
    staffed = inputs_of({"heads_18": 12}, USUAL)
    assert middle(automated, 3, "for_people") == pytest.approx(0.6 * middle(USUAL, 3, "contacts"), rel=0.1)
    assert middle(automated, 3, "needed") < middle(USUAL, 3, "needed")
    assert middle(staffed, 3, "in_time") > middle(USUAL, 3, "in_time")
    assert reckon(USUAL) == reckon(inputs_of({}, USUAL))
    assert reckon(staffed)[3]["cost"] == pytest.approx(12 * 40 * WEEKS * 3000, rel=0.001)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"volume": -1}, "bad-number"),
        ({"away": 100}, "bad-number"),
        ({"growth": "viel"}, "bad-number"),
        ({"minutes": float("nan")}, "bad-number"),
        ({"channel": "fax"}, "bad-channel"),
        ({"profile": [1.0]}, "bad-profile"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        inputs_of(given, Inputs())


@pytest.mark.django_db
def test_it_begins_with_what_is_measured(world: World) -> None:
    mana = world.actor(world.mana)
    monday = now().astimezone(TOKYO).replace(hour=10, minute=5)
    monday -= timedelta(days=monday.weekday() + 7)
    for _number in range(4):
        one = begun(world.support, world.hanako, "hanako@kobo.example")
        with tenant(world.koyomi.id):
            Conversation.objects.filter(id=one.id).update(created_at=monday)
    with tenant(world.koyomi.id):
        found = measured(mana, "email", TOKYO)
        empty = measured(mana, "chat", TOKYO)
    assert found.profile[10] == 1
    weeks = (now() - monday).total_seconds() / 604_800
    assert found.volume == pytest.approx(4 / weeks * WEEKS, rel=0.01)
    assert (found.heads, found.minutes, found.hour_cost) == (2, 6, 3000)  # 田村 and 藤井
    assert (empty.volume, empty.within, empty.patience) == (0, 45, 180)
    with pytest.raises(NotAllowed), tenant(world.koyomi.id):
        measured(world.actor(world.misaki), "chat", TOKYO)


@pytest.mark.django_db
def test_scenarios_are_kept_changed_and_thrown_away(world: World) -> None:
    mana = world.actor(world.mana)
    one = save_scenario("今のまま", {"growth": "5"}, base=USUAL, actor=mana)
    assert one.inputs["growth"] == 5
    before = one.results["horizons"][3]["needed"]
    changed = change_scenario(one.id, {"automation_goal": 60}, name="自動化", actor=mana)
    assert (changed.name, changed.inputs["growth"]) == ("自動化", 5)
    assert changed.results["horizons"][3]["needed"] < before
    with pytest.raises(Refused, match="name-taken"):
        save_scenario("自動化", {}, base=USUAL, actor=mana)
    with pytest.raises(Refused, match="empty"):
        save_scenario(" ", {}, base=USUAL, actor=mana)
    with pytest.raises(NotAllowed):
        save_scenario("x", {}, base=USUAL, actor=world.actor(world.kenji))
    delete_scenario(one.id, actor=mana)
    with tenant(world.koyomi.id):
        assert not Scenario.objects.exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            Scenario.objects.create(workspace_id=world.koyomi.id, name="", inputs={}, results={})
