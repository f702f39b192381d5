"""How sure a share is, and the difference between two. Pure.

Wilson's score interval (Wilson 1927), and Newcombe's hybrid of two of them (Newcombe 1998, method 10); both hold for
small numbers and shares near 0.
"""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # 95 percent


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`; `low` and `high` bound what the share may be (95 percent); all from 0 to 1, None for none."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def low(self) -> float:
        return self._bounds()[0]

    @property
    def high(self) -> float:
        return self._bounds()[1]

    def _bounds(self) -> tuple[float, float]:
        if not self.of:
            return 0.0, 1.0
        share, square = self.count / self.of, Z * Z
        middle = share + square / (2 * self.of)
        spread = Z * sqrt(share * (1 - share) / self.of + square / (4 * self.of * self.of))
        scale = 1 + square / self.of
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


@dataclass(frozen=True, slots=True)
class Difference:
    """How much larger the first share is than the second; None and the whole range where one of them is of nothing."""

    value: float | None
    low: float
    high: float


def difference(one: Share, other: Share) -> Difference:
    """The first minus the second."""
    if one.value is None or other.value is None:
        return Difference(None, -1.0, 1.0)
    value = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Difference(value, value - below, value + above)
