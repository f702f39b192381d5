"""What time it is where somebody is."""

from datetime import UTC, datetime

import pytest

from madoguchi.base.local_time import local_time

NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Tokyo, 03:00 in London


@pytest.mark.parametrize(
    ("zone", "clock", "is_night"),
    [("Asia/Tokyo", "12:00", False), ("Europe/London", "03:00", True), ("America/Los_Angeles", "19:00", False)],
)
def test_the_clock_there(zone: str, clock: str, is_night: bool) -> None:
    found = local_time(zone, NOON, language="ja")
    assert found
    assert (found.at.strftime("%H:%M"), found.is_night, found.holiday) == (clock, is_night, "")


def test_a_holiday_has_a_name_in_the_language_of_the_asker() -> None:
    thanksgiving = datetime(2026, 11, 23, 3, tzinfo=UTC)
    names = [local_time("Asia/Tokyo", thanksgiving, language=language) for language in ("ja", "en")]
    assert [one and one.holiday for one in names] == ["勤労感謝の日", "Labor Thanksgiving Day"]
    christmas = local_time("Europe/London", datetime(2026, 12, 25, 12, tzinfo=UTC), language="ja")
    assert christmas
    assert christmas.holiday == "Christmas Day"


def test_people_rest_at_their_own_week_end() -> None:
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)
    rest = {zone: local_time(zone, friday, language="en") for zone in ("Asia/Tokyo", "Africa/Cairo")}
    assert {zone: one and one.is_weekend for zone, one in rest.items()} == {"Asia/Tokyo": False, "Africa/Cairo": True}
    saturday = local_time("Asia/Tokyo", datetime(2026, 11, 28, 3, tzinfo=UTC), language="en")
    assert saturday
    assert saturday.is_weekend


def test_a_zone_that_is_none() -> None:
    assert local_time("Mars/Base", NOON, language="ja") is None
    assert local_time("../etc", NOON, language="ja") is None
    assert local_time("Etc/UTC", NOON, language="ja") is not None
