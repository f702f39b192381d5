"""The figures of the benchmark of answers."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that one of the first stands above one of the second; half of a draw. NaN where one is empty."""
    if not len(positive) or not len(negative):
        return float("nan")
    low = np.sort(np.asarray(negative, dtype=float))
    first = np.searchsorted(low, positive, side="left")
    last = np.searchsorted(low, positive, side="right")
    return float(np.mean((first + last) / 2) / len(low))


def answered_at(confidences: Sequence[float], right: Sequence[bool], precision: float) -> tuple[int, int]:
    """The most questions that can be answered, from the most confident down, while the share of right ones stays at
    `precision`: how many, and how many of them right."""
    order = np.argsort(-np.asarray(confidences, dtype=float), kind="stable")
    values = np.asarray(confidences, dtype=float)[order]
    good = np.cumsum(np.asarray(right, dtype=bool)[order])
    count = np.arange(1, len(values) + 1)
    last_of_equals: NDArray[np.bool_] = np.append(values[1:] != values[:-1], True)
    fits = np.flatnonzero((good >= precision * count) & last_of_equals)
    return (int(count[fits[-1]]), int(good[fits[-1]])) if len(fits) else (0, 0)


def wilson(found: int, total: int, certain: float = 0.95) -> tuple[float, float]:
    """The interval of a share (Wilson 1927)."""
    if not total:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + certain) / 2)
    share, spread = found / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half = z * (share * (1 - share) / total + spread / (4 * total)) ** 0.5 / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def clopper_pearson(found: int, total: int, certain: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share (Clopper and Pearson 1934)."""
    tail = (1 - certain) / 2
    low = float(betaincinv(found, total - found + 1, tail)) if found else 0.0
    high = float(betaincinv(found + 1, total - found, 1 - tail)) if found < total else 1.0
    return low, high
