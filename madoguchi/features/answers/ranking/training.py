"""What a history teaches: weights, confidence and threshold, from past questions that do not know themselves."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from madoguchi.features.answers.ranking import confidence, fusing, intents, space
from madoguchi.features.answers.ranking.confidence import SIGNS, Calibration
from madoguchi.features.answers.ranking.encoders import Vectors
from madoguchi.features.answers.ranking.evidence import NAMES, Asked, Centre, Numbers, thought_away
from madoguchi.features.answers.ranking.fusing import Weights
from madoguchi.features.answers.ranking.readings import Readings
from madoguchi.features.answers.ranking.shapes import Past
from madoguchi.features.answers.ranking.threshold import certain_threshold

GIVEN = Path(__file__).with_name("given.json")
CELLS = 1_000_000  # questions times articles that are learnt from,
FEWEST, MOST = 200, 10_000  # questions of one kind
MISSING = 0.15  # of all questions, at least, are taken to have no article when the threshold is sought
NEAR = 0.25  # questions whose article is thought away,
ELSEWHERE = 0.1  # questions of the phrasebook that no article is about, and
FAR = 0.1  # its small talk, as shares of the past: what it is like when nothing answers
MOST_ELSEWHERE = 1_000  # questions of the phrasebook that are learnt from: reading all of them takes seconds
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Learnt:
    weights: Weights
    calibration: Calibration
    threshold: float


@dataclass(frozen=True, slots=True)
class Given:
    """`thresholds` by the precision that is wanted."""

    weights: Weights
    calibration: Calibration
    thresholds: dict[float, float]


@cache
def given(reads_with: str) -> Given:
    """For a help centre without history, as `python -m bench.answers.given` found it: how the evidence is weighed, the
    confidence, and the thresholds, by the encoders that there are (space.reads_with)."""
    kept = json.loads(GIVEN.read_text())[reads_with]
    middle, spread, values = (
        np.array([kept[part][name] for name in confidence.SIGNS]) for part in ("middle", "spread", "values")
    )
    weights = Weights(np.array([kept["weights"][name] for name in NAMES]))
    thresholds = {float(wanted): float(found) for wanted, found in kept["thresholds"].items()}
    return Given(weights, Calibration(middle, spread, values, kept["base"]), thresholds)


@dataclass(frozen=True, slots=True)
class Questions:
    """What is learnt from: questions of the past with the articles that were `right`, `others` that none of them
    answered (`said` are their texts; `by_hand`: perhaps), small talk, and what is asked elsewhere."""

    past: Asked
    right: NDArray[np.intp]
    others: Asked
    said: Sequence[str]
    by_hand: NDArray[np.bool_]
    chatter: Asked
    elsewhere: Asked


Seen = Callable[[Asked], Numbers]  # the evidence of some questions


def learn(centre: Centre, others: Sequence[Past], target: float, readings: Readings | None = None) -> Learnt:
    """From the past of a centre, and the `others`, that none of its articles answered: the more there are, the further
    from what it came with."""
    came_with = given(space.reads_with())
    if centre.count == 0 or len(centre.past.owners) == 0:
        return Learnt(came_with.weights, came_with.calibration, given_threshold(target))
    return learnt_from(centre, questions_of(centre, others, readings), centre.evidence, came_with, target)


def questions_of(
    centre: Centre, others: Sequence[Past], readings: Readings | None, among: NDArray[np.intp] | None = None
) -> Questions:
    """`among`: the rows of the past from which they are taken; all. Where that is too much, as large a part of the
    `others` is taken as of the past."""
    dice = np.random.default_rng(1)
    rows = dice.permutation(len(centre.past.owners))
    if among is not None:
        rows = rows[np.isin(rows, among)]
    most = _fitting(centre)
    some = min(most, round(len(others) * min(1.0, most / max(len(rows), 1))))
    if some < len(others):
        others = [others[row] for row in np.sort(dice.permutation(len(others))[:some])]
    rows = np.sort(rows[:most])
    texts = [past.question for past in others]
    return Questions(
        _past(centre, rows),
        centre.past.owners[rows],
        centre.asked(texts, space.points(texts, readings=readings)),
        texts,
        np.array([past.by_hand for past in others], dtype=bool),
        centre.asked(*intents.chatter()),
        centre.asked(*asked_elsewhere(centre)),
    )


def learnt_from(centre: Centre, questions: Questions, seen: Seen, begin: Given, target: float) -> Learnt:
    """Stays near `begin`, the more the fewer questions there are."""
    asked, right = questions.past, questions.right
    evidence = seen(asked)
    weights = fusing.trained([(evidence, right)], begin.weights)
    lessons = [_lesson(centre, asked, evidence, weights, right)]
    if len(questions.by_hand):
        lessons.append(_unanswered(centre, questions, seen, weights))
    real = float(sum(lesson.weight.sum() for lesson in lessons))
    estranged = centre.classes.estranged[asked.past] if len(centre.classes.landmarks) else None
    away = thought_away(evidence, right, estranged)
    near = _lesson(centre, asked, away, weights, _nobody(asked), without=right).weighing(NEAR * real)
    far = _unanswerable(centre, questions.chatter, seen, weights).weighing(FAR * real)
    far.signs[:, SIGNS.index("chatter")] = intents.chatter_likeness(questions.chatter.points, nearest=2)  # not itself
    elsewhere = _unanswerable(centre, questions.elsewhere, seen, weights).weighing(ELSEWHERE * real)
    missing = max(0.0, MISSING * real - len(questions.by_hand)) / len(right)
    shares = [1.0] * len(lessons) + [missing, 0.0, 0.0]
    return _calibrated(weights, begin.calibration, [*lessons, near, far, elsewhere], shares, target)


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


def _unanswered(centre: Centre, questions: Questions, seen: Seen, weights: Weights) -> Lesson:
    """What a person answered by hand counts as far as it came with no sign of an article: who writes an answer does not
    say that there is none (as Elkan and Noto 2008 weigh what nobody has labelled)."""
    lesson = _unanswerable(centre, questions.others, seen, weights)
    likely = given(space.reads_with()).calibration.confidence(lesson.signs[:, : len(SIGNS)])
    return replace(lesson, weight=np.where(questions.by_hand, 1.0 - likely, 1.0))


def _unanswerable(centre: Centre, asked: Asked, seen: Seen, weights: Weights) -> Lesson:
    return _lesson(centre, asked, seen(asked), weights, _nobody(asked))


def asked_elsewhere(centre: Centre, among: Collection[str] | None = None) -> tuple[list[str], Vectors]:
    """Questions of the phrasebook that no article of the centre is about, and where they lie; `among` these alone."""
    texts, points = intents.asked_elsewhere(centre.covered.shares)
    rows = np.random.default_rng(3).permutation(len(texts))
    if among is not None:
        rows = rows[np.array([texts[row] in among for row in rows], dtype=bool)]
    rows = rows[: min(_fitting(centre), MOST_ELSEWHERE)]
    return [texts[row] for row in rows], points[rows]


def _past(centre: Centre, rows: NDArray[np.intp]) -> Asked:
    past = centre.past
    words = past.words[rows]
    points, known = past.points[rows], centre.word_vocabulary.shares_known_elsewhere(words)
    unsaid = np.zeros((len(rows), 0), dtype=np.float32)
    return Asked(points, intents.shares(points), words, past.pieces[rows], known, rows, unsaid)


def _fitting(centre: Centre) -> int:
    """How many questions of one kind are learnt from."""
    return max(FEWEST, min(MOST, CELLS // centre.count))


def _nobody(asked: Asked) -> NDArray[np.intp]:
    return np.full(len(asked.points), -1, dtype=np.intp)


def _calibrated(
    weights: Weights, begin: Calibration, lessons: list[Lesson], shares: list[float], target: float
) -> Learnt:
    """`shares`: of each lesson, how much the threshold is to be held against."""
    signs, right, weight = (np.concatenate([getattr(one, name) for one in lessons]) for name in Lesson.__slots__)
    dice = np.random.default_rng(2)
    fold = dice.integers(0, FOLDS, len(signs))
    unseen = np.zeros(len(signs))
    for number in range(FOLDS):
        rest = fold != number
        fitted = confidence.trained(signs[rest], right[rest], weight[rest], begin=begin)
        unseen[~rest] = fitted.confidence(signs[~rest])
    share = np.concatenate([np.full(len(one.right), share) for one, share in zip(lessons, shares, strict=True)])
    kept = dice.uniform(size=len(signs)) < share
    threshold = certain_threshold(unseen[kept].tolist(), right[kept].tolist(), target)
    calibration = confidence.trained(signs, right, weight, begin=begin)
    return Learnt(weights, calibration, threshold if threshold is not None else given_threshold(target))


def given_threshold(target: float) -> float:
    """Where no history makes it certain: from which confidence on the wanted share was right, for certain, in help
    centres that were left out of the learning."""
    thresholds = given(space.reads_with()).thresholds
    return float(np.interp(target, sorted(thresholds), [thresholds[wanted] for wanted in sorted(thresholds)]))
