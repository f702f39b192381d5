"""The product-limit estimate, beside what was reckoned by hand and what others have published."""

import pytest

from madoguchi.base.survival import Case, longest_with, survival

# Weeks of remission under 6-mercaptopurine (E. J. Freireich and others, Blood 21, 1963), as in E. A. Gehan (1965) and
# in most books on survival; the second list was still in remission when it was last seen.
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
IN_REMISSION = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PUBLISHED = [
    (6, 0.857, 0.0764),
    (7, 0.807, 0.0869),
    (10, 0.753, 0.0963),
    (13, 0.690, 0.1068),
    (16, 0.627, 0.1141),
    (22, 0.538, 0.1282),
    (23, 0.448, 0.1346),
]


def cases(happened: list[int], censored: list[int]) -> list[Case]:
    return [*(Case(time, True) for time in happened), *(Case(time, False) for time in censored)]


def test_as_reckoned_by_hand() -> None:
    """Five people; one leaves after 10 s, one is answered after 20, two leave after 30, one is answered after 40."""
    first, second = survival(cases([10, 30, 30], [20, 40]))
    assert (first.time, first.at_risk, second.time, second.at_risk) == (10, 5, 30, 3)
    assert first.share == pytest.approx(4 / 5)
    assert second.share == pytest.approx(4 / 15)
    assert first.error == pytest.approx((4 / 5) * (1 / 20) ** 0.5)
    assert second.error == pytest.approx((4 / 15) * (1 / 20 + 2 / 3) ** 0.5)
    assert 0 < second.low < second.share < second.high < 1


def test_as_published_for_the_remissions_of_freireich() -> None:
    points = survival(cases(RELAPSED, IN_REMISSION))
    assert [point.time for point in points] == [time for time, _share, _error in PUBLISHED]
    for point, (_time, share, error) in zip(points, PUBLISHED, strict=True):
        assert point.share == pytest.approx(share, abs=0.0006)
        assert point.error == pytest.approx(error, abs=0.0001)
    assert points[0].low == pytest.approx(0.620, abs=0.001)
    assert points[0].high == pytest.approx(0.952, abs=0.001)


def test_the_longest_wait_that_most_bear() -> None:
    points = survival(cases(RELAPSED, IN_REMISSION))
    assert longest_with(points, 0.9) == 6
    assert longest_with(points, 0.5) == 23
    assert longest_with(points, 0.4) is None


def test_nobody_and_everybody() -> None:
    assert survival([]) == []
    assert survival(cases([], [5])) == []
    (point,) = survival(cases([5], []))
    assert (point.share, point.low, point.high) == (0, 0, 0)
