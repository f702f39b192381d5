"""Weighing the evidence: a conditional logit over the articles (McFadden 1974), trained on what answered before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from madoguchi.features.answers.ranking.evidence import Numbers

STRICTNESS = 30.0  # how much the weights that it began with count


# How far each kind of evidence differs between articles: it makes the weights comparable.
SPREAD = np.array([0.17, 0.17, 0.06, 0.04, 0.2, 2.0, 0.17, 0.15, 0.1, 0.1, 0.08])


@dataclass(frozen=True, slots=True)
class Weights:
    """`values` by NAMES, for evidence divided by `spread`; both may go on for further evidence."""

    values: NDArray[np.float64]
    spread: NDArray[np.float64] = field(default_factory=SPREAD.copy)

    def scores(self, evidence: Numbers) -> NDArray[np.float64]:
        """Questions by articles; only their differences within a question mean something."""
        return np.asarray(self.scaled(evidence) @ self.values)

    def scaled(self, evidence: Numbers) -> NDArray[np.float64]:
        """Against the mean of all articles, in spreads."""
        if not evidence.shape[1]:
            return evidence.astype(np.float64)
        return np.asarray((evidence - evidence.mean(axis=1, keepdims=True)) / self.spread)


def chances(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def trained(
    lessons: Sequence[tuple[Numbers, NDArray[np.intp]]], begin: Weights, strictness: float = STRICTNESS
) -> Weights:
    """Weights, none below zero, under which the right articles are the most likely, and that stay near `begin`. Of each
    help centre, the evidence of its questions and the numbers of their articles."""
    given = [(begin.scaled(evidence), np.arange(len(right)), right) for evidence, right in lessons]

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        away = values - begin.values
        lost, pull = float(strictness * away @ away / 2), strictness * away
        for numbers, rows, right in given:
            found = chances(numbers @ values)
            lost -= float(np.log(found[rows, right] + 1e-12).sum())
            pull = pull + np.einsum("qa,qaf->f", found, numbers) - numbers[rows, right].sum(axis=0)
        return lost, pull

    best: Any = minimize(loss, begin.values, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(begin.values))
    return Weights(np.asarray(best.x), begin.spread)
