"""What a history teaches: weights, confidence and threshold, from past questions that do not know themselves."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from madoguchi.features.answers.ranking import confidence, fusing, space
from madoguchi.features.answers.ranking.confidence import Calibration
from madoguchi.features.answers.ranking.evidence import Asked, Centre, thought_away
from madoguchi.features.answers.ranking.fusing import Weights
from madoguchi.features.answers.ranking.threshold import certain_threshold

GIVEN = Path(__file__).with_name("given.json")
FEWEST = 60  # past questions from which on they teach more than what we came with
CELLS = 1_000_000  # questions times articles that are learnt from
UNANSWERABLE = 0.2  # share that is taken for granted where the history does not tell
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Learnt:
    weights: Weights
    calibration: Calibration
    threshold: float


@cache
def given() -> Calibration:
    """The calibration for a help centre without history."""
    kept = json.loads(GIVEN.read_text())
    middle, spread, values = (
        np.array([kept[part][name] for name in confidence.SIGNS]) for part in ("middle", "spread", "values")
    )
    return Calibration(middle, spread, values, kept["base"])


def learn(centre: Centre, unanswered: list[str], target: float) -> Learnt:
    count = len(centre.past.owners)
    if centre.count == 0 or count < FEWEST:
        weights = fusing.GIVEN if count < centre.count else fusing.WITH_PAST
        return Learnt(weights, given(), given_threshold(target))
    dice = np.random.default_rng(1)
    rows = np.sort(dice.permutation(count)[: max(200, CELLS // centre.count)])
    asked = Asked(
        centre.past.points[rows],
        centre.past.words[rows],
        centre.past.pieces[rows],
        np.ones(len(rows), dtype=np.float32),
        rows,
    )
    right = centre.past.owners[rows]
    evidence = centre.evidence(asked)
    weights = fusing.trained(evidence, right, fusing.WITH_PAST)
    nobody = np.full(len(rows), -1, dtype=np.intp)
    scores = weights.scores(evidence)
    signs = [confidence.signs(centre, asked, evidence, scores, nobody)]
    good = [scores.argmax(axis=1) == right]
    weight = [np.ones(len(rows))]
    if unanswered:
        others = centre.asked(unanswered, space.points(unanswered))
        evidence = centre.evidence(others)
        signs.append(
            confidence.signs(
                centre, others, evidence, weights.scores(evidence), np.full(len(unanswered), -1, dtype=np.intp)
            )
        )
        good.append(np.zeros(len(unanswered), dtype=bool))
        weight.append(np.ones(len(unanswered)))
    else:
        left = thought_away(evidence, right)
        signs.append(confidence.signs(centre, asked, left, weights.scores(left), right))
        good.append(np.zeros(len(rows), dtype=bool))
        weight.append(np.full(len(rows), UNANSWERABLE / (1 - UNANSWERABLE)))
    return _calibrated(weights, np.vstack(signs), np.concatenate(good), np.concatenate(weight), target)


def _calibrated(
    weights: Weights, signs: NDArray[np.float64], right: NDArray[np.bool_], weight: NDArray[np.float64], target: float
) -> Learnt:
    fold = np.random.default_rng(2).integers(0, FOLDS, len(signs))
    unseen = np.zeros(len(signs))
    for number in range(FOLDS):
        rest = fold != number
        unseen[~rest] = confidence.trained(signs[rest], right[rest], weight[rest]).confidence(signs[~rest])
    kept = np.random.default_rng(3).uniform(size=len(signs)) < weight
    threshold = certain_threshold(unseen[kept].tolist(), right[kept].tolist(), target)
    calibration = confidence.trained(signs, right, weight)
    return Learnt(weights, calibration, threshold if threshold is not None else given_threshold(target))


def given_threshold(target: float) -> float:
    """Where no history makes it certain: the confidence that is wanted, with a margin for a centre unknown to us."""
    return 1.0 - (1.0 - target) * 0.7
