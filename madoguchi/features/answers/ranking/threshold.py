"""From which confidence on an answer is given, so that of those given at least a wanted share is right.

The share of right ones among the answered does not fall steadily with the threshold, so conformal risk control in its
plain form (Angelopoulos, Bates, Fisch, Lei, Schuster, 2022, arXiv 2208.02814) does not hold for it; what its authors
give for such risks is Learn then Test (Angelopoulos, Bates, Candès, Jordan, Lei, 2021, arXiv 2110.01052): every
threshold is a hypothesis, "more than the allowed share is wrong", with the exact binomial tail as its p-value (Clopper
and Pearson, 1934). They are tried from the strictest down until one cannot be rejected. That order is fixed before the
answers are looked at, so the whole walk costs one test; the walk is begun anew at several places, which share the
doubt between them.
"""

from collections.abc import Sequence

import numpy as np
from scipy.special import bdtr

DOUBT = 0.1  # chance that the threshold lets more wrong answers through than it promises


def certain_threshold(
    confidences: Sequence[float], right: Sequence[bool], target: float, doubt: float = DOUBT
) -> float | None:
    """The lowest threshold for which, with a chance of `1 - doubt`, at least `target` of the answers are right, on
    questions of the same kind as these. `confidences` must come from a model that has not seen these questions.
    None: these are too few, or too often wrong, to be certain of any.
    """
    order = np.argsort(-np.asarray(confidences, dtype=float), kind="stable")
    values = np.asarray(confidences, dtype=float)[order]
    starts = _starts(len(values), target, doubt)
    if not starts:
        return None
    wrong = np.cumsum(~np.asarray(right, dtype=bool)[order]).astype(float)
    count = np.arange(1, len(values) + 1)
    # bdtr(k, n, p): the chance of at most k wrong ones of n, if a share of p were wrong
    is_certain = bdtr(wrong, count, 1.0 - target) <= doubt / len(starts)
    places = np.flatnonzero(np.append(values[1:] != values[:-1], True))  # equals are answered together
    found: list[int] = []
    for start in starts:
        walk = places[places >= start - 1]
        stops = np.flatnonzero(~is_certain[walk])
        passed = walk[: stops[0]] if len(stops) else walk
        found += passed[-1:].tolist()
    return float(values[max(found)]) if found else None


def _starts(total: int, target: float, doubt: float) -> list[int]:
    """Numbers of answers at which a walk begins: the fewest that can be certain, then twice as many each time."""
    starts: list[int] = []
    while total >= (first := fewest_for(target, doubt / (len(starts) + 1))) << len(starts):
        starts = [first << n for n in range(len(starts) + 1)]
    return starts


def fewest_for(target: float, doubt: float = DOUBT) -> int:
    """How many answers without a mistake it takes to be certain of `target`: 45 for 95 %."""
    return int(np.ceil(np.log(doubt) / np.log(target)))
