"""Which article a question belongs to, by all past questions at once: kernel ridge regression with a Gaussian kernel.

Saunders, Gammerman, Vovk 1998. Each past question, and each whole article, can be taken out of its own answer without
learning anew (Allen 1974).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, lapack

from madoguchi.features.answers.ranking.encoders import Vectors

NARROW = 1.0
STRICTNESS = 0.03
MOST = 8_000  # past questions that are learnt from: the time grows with their third power
MOST_CLASSES = 1_000  # beyond that an article has few past questions, and the nearest of them tell as much


@dataclass(frozen=True, slots=True)
class Classes:
    """`landmarks`: what was learnt from. `leverage`: how much each past question speaks for itself; 0: it was not.
    `estranged`: the scores of each past question as if nothing had been learnt of its article; while learning only."""

    landmarks: Vectors
    values: Vectors
    leverage: Vectors
    estranged: Vectors

    def scores(self, points: Vectors, past: NDArray[np.intp], owners: NDArray[np.intp]) -> Vectors:
        """About 1 for the article of a question and 0 for the others. `past`: the past question that each is, or -1;
        it is answered as if it had not been learnt from. `owners`: the articles of all past questions."""
        if not len(self.landmarks):
            return np.zeros((len(points), self.values.shape[1]), dtype=np.float32)
        found = _kernel(points, self.landmarks) @ self.values
        rows = np.flatnonzero(past >= 0)
        own = self.leverage[past[rows], None]
        goal = _goals(owners[past[rows]], found.shape[1])
        found[rows] = (found[rows] - own * goal) / (1.0 - own)
        return np.asarray(found)


def learnt(points: Vectors, owners: NDArray[np.intp], count: int) -> Classes:
    """From past questions and the numbers of their articles, of `count` articles; nothing from points without an
    encoder, which are all one."""
    leverage = np.zeros(len(points), dtype=np.float32)
    if not points.any() or count > MOST_CLASSES:
        nothing = np.zeros((0, count), dtype=np.float32)
        return Classes(np.zeros((0, points.shape[1]), dtype=np.float32), nothing, leverage, nothing)
    chosen = np.sort(np.random.default_rng(4).permutation(len(points))[:MOST])
    landmarks = points[chosen]
    inner = _kernel(landmarks, landmarks)
    inner[np.diag_indices_from(inner)] += STRICTNESS
    inverse, _failed = lapack.spotri(cholesky(inner, lower=True, overwrite_a=True), lower=True)
    diagonal = np.diag(inverse).copy()
    inverse += np.tril(inverse, -1).T  # what stood above was zero
    goals = _goals(owners[chosen], count)
    values = inverse @ goals
    leverage[chosen] = np.clip(1.0 - STRICTNESS * diagonal, 0.0, 0.99)
    estranged = np.zeros((len(points), count), dtype=np.float32)
    for owner in np.unique(owners[chosen]):
        rows = np.flatnonzero(owners[chosen] == owner)
        estranged[chosen[rows]] = goals[rows] - np.linalg.solve(inverse[np.ix_(rows, rows)], values[rows])
    return Classes(landmarks, values.astype(np.float32), leverage, estranged)


def _goals(owners: NDArray[np.intp], count: int) -> Vectors:
    goal = np.full((len(owners), count), -1.0 / count, dtype=np.float32)
    goal[np.arange(len(owners)), owners] += 1.0
    return goal


def _kernel(left: Vectors, right: Vectors) -> Vectors:
    return np.asarray(np.exp(-NARROW * (1.0 - left @ right.T), dtype=np.float32))
