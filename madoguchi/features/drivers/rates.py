"""How often something happens among so many customers, how sure that is, and by how much it has changed. Pure.

A rate is a count of a Poisson process over its exposure; its bounds are Byar's approximation to the exact ones
(Breslow & Day, Statistical Methods in Cancer Research II, 1987, p. 69). The ratio of two rates follows from the share
of the later ones among both, which is binomial (Przyborowski & Wilenski, Biometrika 31, 1940), with Wilson's interval.
"""

from dataclasses import dataclass
from math import sqrt

from madoguchi.features.articles.intervals import Share, Z

PER = 100  # active customers, a month


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` in an exposure of so many customer-months. `value`, `low` and `high` (95 percent) are per PER of them;
    None where there is no exposure."""

    count: int
    exposure: float

    @property
    def value(self) -> float | None:
        return self._per(self.count)

    @property
    def low(self) -> float | None:
        if not self.count:
            return self._per(0)
        return self._per(self.count * max(0.0, 1 - 1 / (9 * self.count) - Z / (3 * sqrt(self.count))) ** 3)

    @property
    def high(self) -> float | None:
        more = self.count + 1
        return self._per(more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3)

    def _per(self, count: float) -> float | None:
        return PER * count / self.exposure if self.exposure > 0 else None


@dataclass(frozen=True, slots=True)
class Change:
    """By how much of itself a rate changed: -0.3 is a third less. `high` None: it may have grown without bound."""

    value: float
    low: float
    high: float | None

    @property
    def is_certain(self) -> bool:
        """Whether its interval leaves no doubt about the direction."""
        return self.high is not None and (self.high < 0 or self.low > 0)


def change(before: Rate, after: Rate) -> Change | None:
    """From one to the other; None where there is nothing to compare with."""
    if not before.count or before.exposure <= 0 or after.exposure <= 0:
        return None
    weight = before.exposure / after.exposure
    later = Share(after.count, before.count + after.count)
    return Change(
        weight * after.count / before.count - 1,
        weight * later.low / (1 - later.low) - 1,
        weight * later.high / (1 - later.high) - 1 if later.high < 1 else None,
    )
