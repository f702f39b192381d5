"""Business hours in rows: as typed, as given to inboxes, and by whom."""

import pytest

from madoguchi.base.errors import NotAllowed, Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Inbox
from madoguchi.features.hours.actions.sets import (
    change_hours,
    create_hours,
    delete_hours,
    except_days,
    forget_day,
    give_hours,
)
from madoguchi.features.hours.queries import calendar_of_inbox
from madoguchi.features.hours.typed import typed_hours
from tests.world import World

SUPPORT = {"name": "平日", "time_zone": "Asia/Tokyo", "country": "JP"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9:00-12:00, 13:00-18:00", ["09:00-12:00", "13:00-18:00"]),
        ("１３：００〜１８：００、 9:00～12:00", ["09:00-12:00", "13:00-18:00"]),
        ("0900–2400", ["09:00-24:00"]),
        ("", []),
    ],
)
def test_hours_as_people_type_them(typed: str, kept: list[str]) -> None:
    assert typed_hours(typed, field="monday") == kept


@pytest.mark.parametrize("typed", ["9-18", "18:00-9:00", "9:00-9:00", "9:00-25:00", "9:00-12:00, 11:00-18:00", "x"])
def test_hours_that_are_none(typed: str) -> None:
    with pytest.raises(Refused, match="bad-hours") as refused:
        typed_hours(typed, field="monday")
    assert refused.value.field == "monday"


def test_an_inbox_has_the_hours_that_it_was_given(world: World) -> None:
    aoi = world.actor(world.aoi)
    hours = create_hours(SUPPORT, actor=aoi)
    except_days(hours.id, first="2026-12-29", last="2027-01-03", name="年末年始", actor=aoi)
    changed = forget_day(hours.id, day="2026-12-31", actor=aoi)
    assert [day["date"][-2:] for day in changed.days] == ["29", "30", "01", "02", "03"]
    give_hours(world.support.id, hours.id, actor=aoi)
    with tenant(world.koyomi.id):
        calendar = calendar_of_inbox(Inbox.objects.get(id=world.support.id))
        assert calendar is not None
        assert len(calendar.days) == 5
        assert calendar_of_inbox(Inbox.objects.get(id=world.english.id)) is None
    with pytest.raises(Refused, match="in-use"):
        delete_hours(hours.id, actor=aoi)
    give_hours(world.support.id, None, actor=aoi)
    delete_hours(hours.id, actor=aoi)


def test_what_is_refused(world: World) -> None:
    aoi = world.actor(world.aoi)
    hours = create_hours(SUPPORT, actor=aoi)
    for changes, code in (
        ({"name": " "}, "bad-name"),
        ({"time_zone": "Asia/Nowhere"}, "unknown-time-zone"),
        ({"country": "XX"}, "bad-country"),
        ({"week": {"someday": "9:00-18:00"}}, "bad-day"),
        ({"days": [{"date": "29.12."}]}, "bad-date"),
    ):
        with pytest.raises(Refused, match=code):
            change_hours(hours.id, changes, actor=aoi)
    with pytest.raises(Refused, match="name-taken"):
        create_hours(SUPPORT, actor=aoi)
    with pytest.raises(Refused, match="bad-date"):
        except_days(hours.id, first="2026-12-29", last="2026-12-28", actor=aoi)
    with pytest.raises(NotAllowed):
        change_hours(hours.id, {"name": "夜間"}, actor=world.actor(world.misaki))
    with pytest.raises(NotAllowed):
        give_hours(world.support.id, hours.id, actor=world.actor(world.oscar))
