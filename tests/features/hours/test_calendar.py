"""Whether people are there: weeks, holidays, exceptions, and the clock that is put forward and back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.features.hours.calendar import Calendar, Day, is_open, next_closing, next_opening

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")
OFFICE = (((540, 720), (780, 1080)),) * 5 + ((),) * 2
JAPAN = Calendar(
    TOKYO, OFFICE, "JP", {date(2026, 12, 29): Day("年末休業"), date(2026, 12, 26): Day("棚卸し", ((600, 660),))}
)


def tokyo(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TOKYO)  # type: ignore[misc, arg-type]  # year, month, day, hour, minute


def test_a_week_has_hours_and_a_pause() -> None:
    monday = tokyo(2026, 11, 30, 9)
    assert not is_open(JAPAN, monday - timedelta(seconds=1))
    assert is_open(JAPAN, monday)
    assert next_closing(JAPAN, monday) == tokyo(2026, 11, 30, 12)
    assert not is_open(JAPAN, tokyo(2026, 11, 30, 12))
    assert next_opening(JAPAN, tokyo(2026, 11, 30, 12)) == tokyo(2026, 11, 30, 13)
    assert next_opening(JAPAN, tokyo(2026, 12, 4, 18)) == tokyo(2026, 12, 7, 9)  # Friday evening


def test_nobody_is_there_on_a_national_holiday_and_its_substitute() -> None:
    assert next_opening(JAPAN, tokyo(2026, 5, 1, 18)) == tokyo(2026, 5, 7, 9)  # Golden Week, 6 May by substitution
    assert next_opening(Calendar(TOKYO, OFFICE), tokyo(2026, 5, 1, 18)) == tokyo(2026, 5, 4, 9)


def test_own_days_count_before_the_week_and_the_holidays() -> None:
    assert not is_open(JAPAN, tokyo(2026, 12, 29, 10))
    assert is_open(JAPAN, tokyo(2026, 12, 26, 10, 30))  # a Saturday
    new_year = Calendar(TOKYO, OFFICE, "JP", {date(2027, 1, 1): Day("初売り", ((600, 900),))})
    assert is_open(new_year, tokyo(2027, 1, 1, 10))


def test_what_touches_at_midnight_is_one_time() -> None:
    night = Calendar(TOKYO, ((), (), (), (), ((1320, 1440),), ((0, 120),), ()))
    friday = tokyo(2026, 12, 4, 23)
    assert next_closing(night, friday) == tokyo(2026, 12, 5, 2)
    assert next_opening(night, friday) == tokyo(2026, 12, 11, 22)


def test_who_is_always_there_never_leaves_and_who_never_is_never_comes() -> None:
    always = Calendar(TOKYO, (((0, 1440),),) * 7)
    assert is_open(always, tokyo(2026, 12, 4, 3))
    assert next_closing(always, tokyo(2026, 12, 4, 3)) is None
    assert next_opening(always, tokyo(2026, 12, 4, 3)) is None
    never = Calendar(TOKYO, ((),) * 7)
    assert next_opening(never, tokyo(2026, 12, 4, 3)) is None
    assert next_closing(never, tokyo(2026, 12, 4, 3)) is None


def test_the_hour_that_does_not_exist_and_the_one_that_is_there_twice() -> None:
    sunday = Calendar(BERLIN, ((),) * 6 + (((150, 240),),))  # 02:30 to 04:00
    spring = next_opening(sunday, datetime(2026, 3, 29, 0, tzinfo=UTC))
    assert spring == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 in summer time
    autumn = next_opening(sunday, datetime(2026, 10, 25, 0, tzinfo=UTC))
    assert autumn == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first 02:30
    assert next_closing(sunday, autumn) == datetime(2026, 10, 25, 3, tzinfo=UTC)


INTERVALS = st.lists(
    st.tuples(st.integers(0, 1440), st.integers(0, 1440)).filter(lambda one: one[0] < one[1]), max_size=2
)
CALENDARS = st.builds(
    Calendar,
    st.sampled_from([TOKYO, BERLIN, ZoneInfo("America/St_Johns"), ZoneInfo("Australia/Lord_Howe")]),
    st.tuples(*[INTERVALS.map(tuple)] * 7),
    st.sampled_from(["", "JP", "DE"]),
    st.dictionaries(
        st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.builds(Day, st.just(""), INTERVALS.map(tuple)), max_size=3
    ),
)
MOMENTS = st.floats(0, 545 * 86_400).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))


@given(CALENDARS, MOMENTS)
def test_openings_open_and_closings_close(calendar: Calendar, at: datetime) -> None:
    second = timedelta(microseconds=1)
    opens, closes = next_opening(calendar, at), next_closing(calendar, at)
    if opens is not None:
        assert opens > at
        assert is_open(calendar, opens)
        assert not is_open(calendar, opens - second)
    if closes is not None:
        assert closes > at
        assert not is_open(calendar, closes)
        assert is_open(calendar, closes - second)
    if is_open(calendar, at):
        assert opens is None or closes is None or closes < opens
    elif opens is not None and closes is not None:
        assert opens < closes


@given(CALENDARS, MOMENTS)
def test_away_from_changes_of_the_clock_the_clock_on_the_wall_decides(calendar: Calendar, at: datetime) -> None:
    day = timedelta(days=1)
    offsets = {(at + shift).astimezone(calendar.zone).utcoffset() for shift in (-day, timedelta(), day)}
    if len(offsets) > 1:
        return
    local = at.astimezone(calendar.zone)
    minute = local.hour * 60 + local.minute
    expected = any(opens <= minute < closes for opens, closes in calendar.intervals_on(local.date()))
    assert is_open(calendar, at) == expected
