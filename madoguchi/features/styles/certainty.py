"""How sure a mean is, and the difference between two, where customers and not conversations were drawn by lot. Pure.

A customer may come several times, and their conversations are alike: the mean is a ratio of two sums over customers,
and its variance that between customers (the linearised ratio estimator, Cochran, Sampling Techniques, 1977, 6.4), with
Student's t. Two means are compared inbox by inbox, because what is asked at each differs, and the differences are
weighted by how many there are (Cochran 1954); the degrees of freedom are Satterthwaite's (1946).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # 95 percent
FEWEST = 20  # customers on each side; of fewer nothing is called certain


@dataclass(frozen=True, slots=True)
class Sums:
    """Over customers, each with n conversations and s replies in them: how many customers, and the sums of n, s, n²,
    s² and n·s."""

    customers: int = 0
    n: int = 0
    s: int = 0
    nn: int = 0
    ss: int = 0
    ns: int = 0

    def __add__(self, more: "Sums") -> "Sums":
        """Customers of different inboxes are taken for different ones."""
        return Sums(*(getattr(self, name) + getattr(more, name) for name in self.__slots__))

    @property
    def mean(self) -> float | None:
        return self.s / self.n if self.n else None

    @property
    def variance(self) -> float | None:
        """Of the mean; None for fewer than three customers, of whom nothing can be said."""
        if self.customers < 3 or self.mean is None:
            return None
        spread = self.ss - 2 * self.mean * self.ns + self.mean * self.mean * self.nn
        return self.customers / (self.customers - 1) * max(0.0, spread) / (self.n * self.n)


@dataclass(frozen=True, slots=True)
class Estimate:
    """`low` and `high` bound what it truly is (95 percent); None where that cannot be said."""

    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def fewer(self) -> "Estimate":
        """The same the other way round; of one with bounds."""
        return Estimate(-(self.value or 0), -(self.high or 0), -(self.low or 0))

    @property
    def is_certain(self) -> bool:
        """Whether it is surely not 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def mean_of(sums: Sums) -> Estimate:
    """Replies to a resolution, of which there is one at least."""
    if sums.mean is None or sums.variance is None:
        return Estimate(sums.mean)
    reach = t95(sums.customers - 1) * sqrt(sums.variance)
    return Estimate(sums.mean, max(1.0, sums.mean - reach), sums.mean + reach)


def difference(pairs: Sequence[tuple[Sums, Sums]]) -> Estimate:
    """The mean of the first minus that of the second, of each inbox, weighted; without bounds where there are fewer
    than FEWEST customers on a side."""
    told = [(one, other) for one, other in pairs if one.n and other.n]
    if not told:
        return Estimate()
    weights = [one.n * other.n / (one.n + other.n) for one, other in told]
    parts = list(zip(weights, told, strict=True))
    value = sum(w * ((one.mean or 0) - (other.mean or 0)) for w, (one, other) in parts) / sum(weights)
    few = any(sum(pair[side].customers for pair in told) < FEWEST for side in (0, 1))
    if few or any(sums.variance is None for pair in told for sums in pair):
        return Estimate(value)
    each = [
        (w * w / sum(weights) ** 2 * (sums.variance or 0), sums.customers - 1) for w, pair in parts for sums in pair
    ]
    variance = sum(part for part, _freedom in each)
    if not variance:
        return Estimate(value, value, value)
    freedom = variance * variance / sum(part * part / of for part, of in each)
    reach = t95(freedom) * sqrt(variance)
    return Estimate(value, value - reach, value + reach)


def t95(freedom: float) -> float:
    """Student's t, 97.5 percent: the expansion of Abramowitz and Stegun (26.7.5); 4 % too low at 2, right from 5 on."""
    z, v = Z, max(1.0, freedom)
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )
