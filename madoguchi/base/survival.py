"""How long until something happens, of those to whom it may still happen: the product-limit estimate.

E. L. Kaplan, P. Meier: Nonparametric estimation from incomplete observations, Journal of the American Statistical
Association 53 (1958), 457-481. The variance is that of M. Greenwood (1926); the band is made on the scale of
log(-log S), so that it stays between 0 and 1 (J. D. Kalbfleisch, R. L. Prentice, 1980).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

NINETY_FIVE = 1.959964  # the quantile of the normal distribution that a band of 95 % needs


@dataclass(frozen=True, slots=True)
class Case:
    """Seen for so long; `happened`: it ended by what is asked about, else by something else (censored)."""

    time: float
    happened: bool


@dataclass(frozen=True, slots=True)
class Point:
    """From `time` on the share `share` (0 to 1) is left, `low` to `high` with 95 % confidence; `at_risk` were still
    there just before, to `happened` of them it happened then. `error` is the standard error of the share."""

    time: float
    share: float
    low: float
    high: float
    error: float
    at_risk: int
    happened: int


def survival(cases: Sequence[Case]) -> list[Point]:
    """One point for each time at which it happened to somebody; who was censored at that time was still there."""
    ends = Counter(case.time for case in cases)
    happenings = Counter(case.time for case in cases if case.happened)
    share, spread, at_risk, points = 1.0, 0.0, len(cases), []
    for time in sorted(ends):
        if happened := happenings[time]:
            share *= 1 - happened / at_risk
            spread += happened / (at_risk * (at_risk - happened)) if at_risk > happened else math.inf
            low, high = _band(share, spread)
            error = share * math.sqrt(spread) if share else 0.0
            points.append(Point(time, share, low, high, error, at_risk, happened))
        at_risk -= ends[time]
    return points


def longest_with(points: Sequence[Point], share: float) -> float | None:
    """The time at which the share that is left falls below `share`; None: it never did."""
    return next((point.time for point in points if point.share < share), None)


def _band(share: float, spread: float) -> tuple[float, float]:
    if not 0 < share < 1:
        return share, share
    width = NINETY_FIVE * math.sqrt(spread) / abs(math.log(share))
    return share ** math.exp(width), share ** math.exp(-width)
