"""What drives people to write: said by a click or a tag, counted, paid for, and brought down."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from madoguchi.base.clock import now
from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.actions.sort import mark_spam, tag
from madoguchi.core.conversations.actions.tags import create_tag
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.events.models import Event
from madoguchi.core.people.actor import Actor
from madoguchi.features.drivers.actions.causes import say_cause
from madoguchi.features.drivers.actions.customers import set_active_customers, set_goal
from madoguchi.features.drivers.actions.drivers import change_driver, delete_driver, save_driver
from madoguchi.features.drivers.models import ActiveCustomers, Cause, ContactGoal, Driver
from madoguchi.features.drivers.queries import (
    ANY,
    NONE,
    Asked,
    Month,
    Report,
    contacts_visible_to,
    months_on,
    report_on,
    target_in,
)
from tests.faces.api.matters import begun
from tests.faces.desk.sitting import Sitting
from tests.features.chat.test_acknowledging import happens
from tests.world import World

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
TODAY = now().astimezone(TOKYO).date()
LONG = Asked(TODAY - timedelta(days=364), TODAY, TOKYO)


def wrote(world: World, *, days: int = 0) -> Conversation:
    """山田 花子 wrote, so many days ago."""
    made = begun(world.support, world.hanako, "hanako@kobo.example")
    with tenant(world.koyomi.id):
        Conversation.objects.filter(id=made.id).update(created_at=now() - timedelta(days=days))
    return made


def driven(world: World, driver: Driver, *, days: int) -> Conversation:
    made = wrote(world, days=days)
    say_cause(made.id, {"driver_id": driver.id}, actor=world.actor(world.misaki))
    return made


def reported(actor: Actor, asked: Asked) -> Report:
    with tenant(actor.workspace_id):
        return report_on(actor, asked)


def by_month(actor: Actor, first: date) -> list[Month]:
    with tenant(actor.workspace_id):
        return months_on(actor, first, TODAY, TOKYO)


def test_who_resolves_says_why_and_takes_it_back(world: World) -> None:
    misaki = world.actor(world.misaki)
    driver = save_driver({"name": "請求書の宛名", "owner_id": world.ren.id}, actor=world.actor(world.mana))
    one = wrote(world)
    say_cause(one.id, {"driver_id": driver.id, "avoidable": "unclear"}, actor=misaki)
    say_cause(one.id, {"driver_id": driver.id}, actor=misaki)
    say_cause(one.id, {"driver_id": None, "avoidable": ""}, actor=misaki)
    with tenant(world.koyomi.id):
        assert not Cause.objects.exists()
        told = Event.objects.filter(type="conversation.caused", conversation_id=one.id).order_by("id")
        assert [event.payload for event in told] == [
            {"driver": [None, driver.id], "avoidable": ["", "unclear"]},
            {"driver": [driver.id, None], "avoidable": ["unclear", ""]},
        ]


def test_what_is_not_there_is_refused(world: World) -> None:
    one = wrote(world)
    with pytest.raises(Refused, match="no-such-driver"):
        say_cause(one.id, {"driver_id": 999_999}, actor=world.actor(world.misaki))
    with pytest.raises(Refused, match="no-such-reason"):
        say_cause(one.id, {"avoidable": "weather"}, actor=world.actor(world.misaki))
    for stranger in (world.ren, world.oscar):
        with pytest.raises(NotAllowed):
            say_cause(one.id, {"avoidable": "late"}, actor=world.actor(stranger))
    with pytest.raises(NotAllowed):
        save_driver({"name": "配送の遅れ"}, actor=world.actor(world.misaki))
    with pytest.raises(NotAllowed):
        reported(world.actor(world.misaki), LONG)


def test_a_tag_says_the_driver_until_a_person_does(world: World) -> None:
    mana, misaki = world.actor(world.mana), world.actor(world.misaki)
    late = create_tag("遅延", actor=mana)
    driver = save_driver({"name": "配送の遅れ", "tag_id": late.id}, actor=mana)
    other = save_driver({"name": "住所の間違い"}, actor=mana)
    by_tag, by_person = wrote(world), wrote(world)
    say_cause(by_person.id, {"driver_id": other.id}, actor=misaki)
    for one in (by_tag, by_person):
        tag(one.id, tag_id=late.id, actor=misaki)
    happens()
    happens()
    with tenant(world.koyomi.id):
        causes = {cause.conversation_id: cause for cause in Cause.objects.all()}
    assert (causes[by_tag.id].driver_id, causes[by_tag.id].by_tag) == (driver.id, True)
    assert (causes[by_person.id].driver_id, causes[by_person.id].by_tag) == (other.id, False)
    with pytest.raises(Refused, match="tag-taken"):
        change_driver(other.id, {"tag_id": late.id}, actor=mana)


def test_the_report_counts_what_opens_and_reckons_its_cost(world: World) -> None:
    mana = world.actor(world.mana)
    driver = save_driver({"name": "請求書の宛名", "minutes": "12"}, actor=mana)
    mine = [driven(world, driver, days=days) for days in (1, 2, 3)]
    say_cause(mine[0].id, {"avoidable": "unclear"}, actor=mana)
    loose, spam = wrote(world, days=1), driven(world, driver, days=1)
    mark_spam(spam.id, spam=True, actor=mana)
    set_active_customers({LONG.first: 50}, actor=mana)
    asked = Asked(TODAY - timedelta(days=29), TODAY, TOKYO)
    found = reported(mana, asked)
    line, rest = found.lines
    assert (line.driver, line.count, line.avoidable) == (driver, 3, 1)
    assert (line.cost.minutes, line.cost.money) == (Decimal(36), Decimal(1800))  # 3,000 an hour
    assert (rest.driver, rest.count, rest.cost.minutes) == (None, 1, Decimal(6))
    assert (found.contacts, found.avoidable) == (4, 1)
    assert line.rate.value == pytest.approx(6, rel=0.05)  # 3 of 50 customers in a month
    parts: dict[str, Any] = {
        "driver": {"driver": driver.id},
        "none": {"driver": NONE},
        "any": {"avoidable": ANY},
        "late": {"avoidable": "late"},
    }
    with tenant(world.koyomi.id):
        opens = {
            name: set(contacts_visible_to(mana, replace(asked, **part)).values_list("id", flat=True))
            for name, part in parts.items()
        }
    assert opens == {"driver": {one.id for one in mine}, "none": {loose.id}, "any": {mine[0].id}, "late": set()}


def test_a_fix_is_judged_by_as_many_days_before_as_after(world: World) -> None:
    mana = world.actor(world.mana)
    done = TODAY - timedelta(days=9)
    fields = {"name": "初期設定", "fix": "案内を入れた", "fix_url": "https://k.example/1", "done_on": done}
    driver = save_driver(fields, actor=mana)
    for days in (10, 11, 12, 13, 14, 40):
        driven(world, driver, days=days)
    driven(world, driver, days=3)
    set_active_customers({LONG.first: 10}, actor=mana)
    effect = reported(mana, LONG).lines[0].effect
    assert effect
    assert (effect.before.count, effect.after.count, effect.days) == (5, 1, 10)
    assert effect.change
    assert effect.change.value < 0
    with tenant(world.koyomi.id):
        assert contacts_visible_to(mana, effect.asked_before).count() == 5
        assert contacts_visible_to(mana, effect.asked_after).count() == 1
    assert effect.are_rates
    change_driver(driver.id, {"done_on": None}, actor=mana)
    assert reported(mana, LONG).lines[0].effect is None


def test_contacts_before_the_customers_were_counted_stand_beside_contacts_not_a_rate(world: World) -> None:
    mana = world.actor(world.mana)
    done = TODAY.replace(day=1)
    driver = save_driver({"name": "初期設定", "fix": "案内を入れた", "done_on": done}, actor=mana)
    before = (TODAY - done).days + 1
    driven(world, driver, days=before)
    driven(world, driver, days=0)
    set_active_customers({done: 10}, actor=mana)
    effect = reported(mana, LONG).lines[0].effect
    assert effect
    assert (effect.before.value, effect.are_rates) == (None, False)
    page = Sitting(world.users["aoi"]).get(f"/desk/reports/drivers/?from={TODAY - timedelta(days=90)}&to={TODAY}")
    assert "1件 → 1件" in page.text


def test_avoidable_contacts_are_burned_down_by_month(world: World) -> None:
    mana = world.actor(world.mana)
    first = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
    one = wrote(world, days=(TODAY - first).days)
    wrote(world, days=(TODAY - first).days)
    say_cause(one.id, {"avoidable": "no_way"}, actor=mana)
    set_active_customers({first: 200}, actor=mana)
    before, running = by_month(mana, first)
    assert (before.contacts, before.avoidable, before.reasons) == (2, 1, {"no_way": 1})
    assert (before.rate.value, before.avoidable_rate.value) == (1, 0.5)
    assert (running.contacts, running.active.number, running.is_carried) == (0, 200, True)
    set_active_customers({first: None}, actor=mana)
    assert by_month(mana, first)[0].avoidable_rate.value is None


def test_the_target_lies_on_a_line(world: World) -> None:
    mana = world.actor(world.mana)
    whole = {"from_month": date(2026, 4, 9), "from_rate": "4", "until_month": date(2026, 10, 1), "until_rate": "1"}
    goal = set_goal({"counted_as": "月末の契約数", **whole}, actor=mana)
    months = (date(2026, 3, 1), date(2026, 4, 1), date(2026, 6, 1), date(2026, 10, 1), date(2027, 1, 1))
    assert [target_in(goal, month) for month in months] == [None, 4, 3, 1, 1]
    with pytest.raises(Refused, match="half-a-target"):
        set_goal({"until_rate": None}, actor=mana)
    assert set_goal(dict.fromkeys(whole), actor=mana).from_month is None
    with pytest.raises(NotAllowed):
        set_goal({"counted_as": ""}, actor=world.actor(world.kenji))


def test_a_driver_that_goes_leaves_its_conversations(world: World) -> None:
    mana = world.actor(world.mana)
    driver = save_driver({"name": "重複"}, actor=mana)
    with pytest.raises(Refused, match="name-taken"):
        save_driver({"name": "重複"}, actor=mana)
    kept, gone = driven(world, driver, days=1), driven(world, driver, days=1)
    say_cause(kept.id, {"avoidable": "again"}, actor=mana)
    delete_driver(driver.id, actor=mana)
    with tenant(world.koyomi.id):
        assert [(one.conversation_id, one.driver_id) for one in Cause.objects.all()] == [(kept.id, None)]
        assert Conversation.objects.filter(id=gone.id).exists()


def test_the_database_refuses_what_must_not_be(world: World) -> None:
    of = {"workspace_id": world.koyomi.id}
    wrong: list[Model] = [
        Driver(**of, name=""),
        Driver(**of, name="a", minutes=-1),
        Driver(**of, name="b", done_on=TODAY),
        Cause(**of, conversation=wrote(world), avoidable="weather"),
        ActiveCustomers(**of, month=TODAY, number=0),
        ContactGoal(**of, from_month=TODAY),
    ]
    for row in wrong:
        with tenant(world.koyomi.id), pytest.raises(IntegrityError), transaction.atomic():
            row.save()
