"""Rates among customers: their bounds, their change, and over how many customer-months."""

from datetime import date

import pytest

from madoguchi.features.drivers.customers import Active, Customers, months_between
from madoguchi.features.drivers.rates import Rate, change

APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0, 3.69), (1, 0.03, 5.57), (10, 4.80, 18.39), (100, 81.4, 121.6)]
)
def test_the_bounds_are_those_of_the_exact_tables(count: int, low: float, high: float) -> None:
    """Garwood's exact bounds of a Poisson count (Biometrika 28, 1936), which Byar's come near to."""
    rate = Rate(count, 100)
    assert rate.value == count
    assert rate.low == pytest.approx(low, abs=0.1)
    assert rate.high == pytest.approx(high, abs=0.1)


def test_nothing_is_said_without_customers() -> None:
    assert (Rate(7, 0).value, Rate(7, 0).low, Rate(7, 0).high) == (None, None, None)
    assert change(Rate(7, 0), Rate(3, 100)) is None
    assert change(Rate(0, 100), Rate(3, 100)) is None


def test_a_change_is_of_the_rates_and_not_of_the_counts() -> None:
    """The same count among twice as many customers is half the rate."""
    found = change(Rate(200, 1000), Rate(200, 2000))
    assert found
    assert found.value == pytest.approx(-0.5)
    assert found.high is not None
    assert found.low < -0.5 < found.high < 0
    assert found.is_certain


def test_a_small_change_is_not_certain_and_none_at_all_has_a_bound() -> None:
    few = change(Rate(6, 1000), Rate(4, 1000))
    assert few
    assert not few.is_certain
    gone = change(Rate(20, 1000), Rate(0, 1000))
    assert gone
    assert gone.value == -1
    assert gone.high is not None
    assert -1 < gone.high < -0.7


def test_a_month_without_a_number_takes_the_latest_before_it() -> None:
    customers = Customers({APRIL: 100, JUNE: 160})
    assert customers.in_month(date(2026, 3, 1)) == Active(None, None)
    assert customers.in_month(MAY) == Active(100, APRIL)
    assert customers.in_month(JUNE) == Active(160, JUNE)


def test_customer_months_count_each_day_with_its_month() -> None:
    customers = Customers({APRIL: 100, JUNE: 160})
    assert customers.months_of(APRIL, date(2026, 4, 30)) == pytest.approx(100)
    assert customers.months_of(date(2026, 5, 31), date(2026, 6, 15)) == pytest.approx(100 / 31 + 80)
    assert customers.months_of(date(2026, 3, 31), date(2026, 4, 30)) == 0


def test_months_go_on_into_the_next_year() -> None:
    assert months_between(date(2026, 11, 20), date(2027, 1, 2)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
