"""How likely the best article is the right one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from madoguchi.features.answers.ranking import intents
from madoguchi.features.answers.ranking.evidence import NAMES, Asked, Centre, Numbers
from madoguchi.features.answers.ranking.fusing import chances

SIGNS = (
    "chance",
    "margin",
    "score",
    *(f"best: {name}" for name in NAMES),
    *(f"top: {name}" for name in NAMES),
    "known words",
    "intent of nobody",
    "intent chance",
    "intent reach",
    "intent spread",
    "intent nearness",
    "chatter",
    "agreement",
    "class margin",
    "class sum",
)
STRICTNESS = 30.0
FLAT = 1e-3  # the least spread: a sign that never differed says nothing


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression: signs minus `middle` over `spread`, times `values`, plus `base`."""

    middle: NDArray[np.float64]
    spread: NDArray[np.float64]
    values: NDArray[np.float64]
    base: float

    def confidence(self, signs: NDArray[np.float64]) -> NDArray[np.float64]:
        reached = ((signs - self.middle) / self.spread) @ self.values + self.base
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(reached, -30, 30))))

    def widened(self, count: int) -> "Calibration":
        """With `count` more signs that say nothing yet."""
        ones, nothing = np.ones(count), np.zeros(count)
        return Calibration(
            np.append(self.middle, nothing), np.append(self.spread, ones), np.append(self.values, nothing), self.base
        )


def signs(
    centre: Centre, asked: Asked, evidence: Numbers, scores: NDArray[np.float64], without: NDArray[np.intp]
) -> NDArray[np.float64]:
    """One row of SIGNS a question; then, of each kind of evidence beyond NAMES, the best and that of the first article.
    `without`: the article of each that is thought away (-1: none)."""
    rows = np.arange(len(scores))
    top = scores.argmax(axis=1)
    share = chances(scores)
    about, reached = asked.about[:, :-1], intents.reached(asked.points)[:, :-1]
    evidence, more = evidence[:, :, : len(NAMES)], evidence[:, :, len(NAMES) :]
    by_class = evidence[:, :, NAMES.index("past class")]
    found = [
        np.log(share[rows, top] / (1.0 - share[rows, top] + 1e-6) + 1e-6),
        _ahead(scores),
        scores.max(axis=1),
        *evidence.max(axis=1).T,
        *evidence[rows, top].T,
        asked.known,
        (about * (1.0 - centre.covered.most(without))).sum(axis=1),
        np.log(about.max(axis=1) + 1e-6),
        np.logaddexp.reduce(reached, axis=1),
        reached.std(axis=1),
        intents.nearness(asked.points),
        intents.chatter_likeness(asked.points),
        (evidence.argmax(axis=1) == top[:, None]).mean(axis=1),
        _ahead(by_class),
        np.maximum(by_class, 0.0).sum(axis=1),
        *more.max(axis=1).T,
        *more[rows, top].T,
    ]
    return np.stack([np.asarray(one, dtype=np.float64) for one in found], axis=1)


def _ahead(scores: NDArray[Any]) -> NDArray[Any]:
    """How far the first of each row stands before the second; 0 where there is one alone."""
    ordered = np.sort(scores, axis=1)
    return np.asarray(ordered[:, -1] - ordered[:, -min(2, ordered.shape[1])])


def trained(
    rows: NDArray[np.float64],
    right: NDArray[np.bool_],
    weight: NDArray[np.float64],
    *,
    begin: Calibration | None = None,
    strictness: float = STRICTNESS,
) -> Calibration:
    """From signs of questions that the ranking had not seen; it stays near `begin`, the more the fewer they are."""
    middle, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), FLAT)
    given = np.hstack([(rows - middle) / spread, np.ones((len(rows), 1))])
    goal = right.astype(np.float64)
    pull = np.append(np.full(rows.shape[1], strictness), 1e-3)
    start = np.zeros(given.shape[1]) if begin is None else _measured_from(middle, spread, begin)

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        reached, away = given @ values, values - start
        chance = 1.0 / (1.0 + np.exp(-np.clip(reached, -30, 30)))
        misfit = np.logaddexp(0.0, reached) - goal * reached
        return float(weight @ misfit + pull @ away**2 / 2), given.T @ (weight * (chance - goal)) + pull * away

    best: Any = minimize(loss, start, jac=True, method="L-BFGS-B")
    return Calibration(middle, spread, np.asarray(best.x[:-1]), float(best.x[-1]))


def _measured_from(middle: NDArray[np.float64], spread: NDArray[np.float64], known: Calibration) -> NDArray[np.float64]:
    """Values and base that say what is `known` of signs that are measured from another middle, in another spread."""
    slopes = np.where(known.spread > FLAT, known.values / known.spread, 0.0)
    return np.append(slopes * spread, known.base + slopes @ (middle - known.middle))
