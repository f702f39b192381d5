"""What a history teaches: weights, confidence and threshold, from past questions that do not know themselves."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from madoguchi.features.answers.ranking import confidence, fusing, intents, space
from madoguchi.features.answers.ranking.confidence import SIGNS, Calibration
from madoguchi.features.answers.ranking.evidence import NAMES, Asked, Centre, Numbers, thought_away
from madoguchi.features.answers.ranking.fusing import Weights
from madoguchi.features.answers.ranking.threshold import certain_threshold

GIVEN = Path(__file__).with_name("given.json")
FEWEST = 60  # past questions from which on they teach more than what we came with
CELLS = 1_000_000  # questions times articles that are learnt from
NEAR = 0.15  # questions whose article is thought away, and
FAR = 0.1  # small talk of the phrasebook, as shares of the past: what it is like when nothing answers
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Learnt:
    weights: Weights
    calibration: Calibration
    threshold: float


@cache
def given() -> tuple[Weights, Calibration, dict[float, float]]:
    """For a help centre without history, as `python -m bench.answers.given` found it: how the evidence is weighed, the
    confidence, and the threshold by the precision that is wanted."""
    kept = json.loads(GIVEN.read_text())
    middle, spread, values = (
        np.array([kept[part][name] for name in confidence.SIGNS]) for part in ("middle", "spread", "values")
    )
    weights = Weights(np.array([kept["weights"][name] for name in NAMES]))
    thresholds = {float(wanted): float(found) for wanted, found in kept["thresholds"].items()}
    return weights, Calibration(middle, spread, values, kept["base"]), thresholds


def learn(centre: Centre, unanswered: list[str], target: float) -> Learnt:
    """From the past of a centre, and the questions that nobody could answer."""
    count = len(centre.past.owners)
    if centre.count == 0 or count < FEWEST:
        weights, calibration, _thresholds = given()
        if count < centre.count:
            return Learnt(weights, calibration, given_threshold(target))
        # The confidence was not made for these weights: the threshold is at least what is wanted.
        return Learnt(fusing.WITH_PAST, calibration, max(target, given_threshold(target)))
    rows = np.sort(np.random.default_rng(1).permutation(count)[: max(200, CELLS // centre.count)])
    asked, right = _past(centre, rows), centre.past.owners[rows]
    evidence = centre.evidence(asked)
    weights = fusing.trained([(evidence, right)], fusing.WITH_PAST)
    lessons = [_lesson(centre, asked, evidence, weights, right)]
    if unanswered:
        others = centre.asked(unanswered, space.points(unanswered))
        lessons.append(_lesson(centre, others, centre.evidence(others), weights, _nobody(others)))
    real = sum(len(lesson.right) for lesson in lessons)
    away = thought_away(evidence, right, centre.classes.estranged[rows] if len(centre.classes.landmarks) else None)
    near = _lesson(centre, asked, away, weights, _nobody(asked), without=right).weighing(NEAR * real)
    chatter = centre.asked(*intents.chatter())
    far = _lesson(centre, chatter, centre.evidence(chatter), weights, _nobody(chatter)).weighing(FAR * real)
    far.signs[:, SIGNS.index("chatter")] = intents.chatter_likeness(chatter.points, nearest=2)  # not itself
    missing = max(0.0, NEAR * real - len(unanswered)) / len(rows)
    return _calibrated(weights, [*lessons, near, far], [1.0] * len(lessons) + [missing, 0.0], target)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Signs of questions, whether the first article was right, and how much each counts."""

    signs: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: NDArray[np.float64]

    def weighing(self, total: float) -> "Lesson":
        """All of them together as much as `total` questions."""
        return Lesson(self.signs, self.right, np.full(len(self.right), total / max(len(self.right), 1)))


def _lesson(
    centre: Centre,
    asked: Asked,
    evidence: Numbers,
    weights: Weights,
    right: NDArray[np.intp],
    *,
    without: NDArray[np.intp] | None = None,
) -> Lesson:
    scores = weights.scores(evidence)
    signs = confidence.signs(centre, asked, evidence, scores, _nobody(asked) if without is None else without)
    return Lesson(signs, scores.argmax(axis=1) == right, np.ones(len(right)))


def _past(centre: Centre, rows: NDArray[np.intp]) -> Asked:
    past = centre.past
    words = past.words[rows]
    points, known = past.points[rows], centre.word_vocabulary.shares_known_elsewhere(words)
    return Asked(points, intents.shares(points), words, past.pieces[rows], known, rows)


def _nobody(asked: Asked) -> NDArray[np.intp]:
    return np.full(len(asked.points), -1, dtype=np.intp)


def _calibrated(weights: Weights, lessons: list[Lesson], shares: list[float], target: float) -> Learnt:
    """`shares`: of each lesson, how much the threshold is to be held against."""
    signs, right, weight = (np.concatenate([getattr(one, name) for one in lessons]) for name in Lesson.__slots__)
    dice = np.random.default_rng(2)
    fold = dice.integers(0, FOLDS, len(signs))
    unseen = np.zeros(len(signs))
    for number in range(FOLDS):
        rest = fold != number
        unseen[~rest] = confidence.trained(signs[rest], right[rest], weight[rest]).confidence(signs[~rest])
    share = np.concatenate([np.full(len(one.right), share) for one, share in zip(lessons, shares, strict=True)])
    kept = dice.uniform(size=len(signs)) < share
    threshold = certain_threshold(unseen[kept].tolist(), right[kept].tolist(), target)
    calibration = confidence.trained(signs, right, weight)
    return Learnt(weights, calibration, threshold if threshold is not None else given_threshold(target))


def given_threshold(target: float) -> float:
    """Where no history makes it certain: from which confidence on help centres that were left out of the learning had
    the wanted share of right answers."""
    _weights, _calibration, thresholds = given()
    return float(np.interp(target, sorted(thresholds), [thresholds[wanted] for wanted in sorted(thresholds)]))
