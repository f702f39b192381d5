"""A second head: how evidence is weighed and trusted where an embedding model says what a question means.

The first is learnt as if there were none, and answers whenever the model does not. The second begins where that began,
knows nothing of the model beforehand, and is kept only where it surely does better: each question brings a call.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from madoguchi.features.answers.ranking import fusing, intents, space, training
from madoguchi.features.answers.ranking.evidence import Asked, Centre, Numbers
from madoguchi.features.answers.ranking.fusing import SPREAD, Weights
from madoguchi.features.answers.ranking.outside import MORE, Meanings, Outside, meanings_of
from madoguchi.features.answers.ranking.readings import Readings
from madoguchi.features.answers.ranking.shapes import Past
from madoguchi.features.answers.ranking.training import FOLDS, Given, Learnt, Questions

FEWEST = 30  # questions of the past
SURE = 2.0  # standard errors by which it must have more belief in the right articles,
ALSO_SURE = 1.0  # and put more of them first: belief alone may come from which articles were ever asked for
LEAST_SPREAD = 0.01


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a `model`: of so many `questions`, which neither head had seen, the share for which the right
    article was first `without` it and `with_it`. Not `helps`: nothing of it is kept. 0 questions: too few to say."""

    model: str
    questions: int = 0
    without: float = 0.0
    with_it: float = 0.0
    helps: bool = False


@dataclass(frozen=True, slots=True)
class Second:
    learnt: Learnt
    meanings: Meanings


@dataclass(frozen=True, slots=True)
class Material:
    """All texts of a help centre and its past, in the order of the centre."""

    sections: Sequence[str]
    past: Sequence[str]
    others: Sequence[Past]
    outside: Outside


def learn(
    centre: Centre, material: Material, target: float, readings: Readings | None
) -> tuple[Tried | None, Second | None]:
    """Nothing where the model did not say all that it takes."""
    model = material.outside.model
    if len(material.past) < FEWEST:
        return Tried(model), None
    meanings = meanings_of(material.outside, material.sections, material.past)
    if meanings is None or len(meanings.known) < FEWEST:
        return None, None
    questions = training.questions_of(centre, material.others, readings, meanings.known)
    questions = _known(questions, centre, material, meanings)
    right, seen = questions.right, partial(meanings.evidence, centre)
    evidence = seen(questions.past)
    came_with = training.given(space.reads_with())
    begin = Given(_widened(came_with.weights, evidence), came_with.calibration.widened(2 * len(MORE)), {})
    without = _unseen(evidence[:, :, : -len(MORE)], right, came_with.weights)
    beside = _unseen(evidence, right, begin.weights)
    rows = np.arange(len(right))
    belief = np.log(beside[rows, right] + 1e-9) - np.log(without[rows, right] + 1e-9)
    first, second = (one.argmax(axis=1) == right for one in (without, beside))
    helps = _is_sure(belief, SURE) and _is_sure(second.astype(float) - first, ALSO_SURE)
    tried = Tried(model, len(right), float(first.mean()), float(second.mean()), helps)
    if not helps:
        return tried, None
    return tried, Second(training.learnt_from(centre, questions, seen, begin, target), meanings)


def _known(questions: Questions, centre: Centre, material: Material, meanings: Meanings) -> Questions:
    """Those that the model knows, with what they mean."""

    def known(asked: Asked, texts: Sequence[str]) -> tuple[Asked, NDArray[np.intp]]:
        rows, vectors = material.outside.of(texts)
        return replace(asked.part(rows), meant=meanings.points(vectors)), rows

    past, of_past = known(questions.past, [material.past[row] for row in questions.past.past])
    others, of_others = known(questions.others, questions.said)
    chatter, _rows = known(questions.chatter, intents.chatter()[0])
    texts, where = training.asked_elsewhere(centre, frozenset(material.outside.texts))
    elsewhere, _rows = known(centre.asked(texts, where), texts)
    said = [questions.said[row] for row in of_others]
    return Questions(past, questions.right[of_past], others, said, questions.by_hand[of_others], chatter, elsewhere)


def _widened(weights: Weights, evidence: Numbers) -> Weights:
    """Nothing is expected of what is new."""
    spread = evidence[:, :, -len(MORE) :].std(axis=1).mean(axis=0)
    return Weights(np.append(weights.values, np.zeros(len(MORE))), np.append(SPREAD, np.maximum(spread, LEAST_SPREAD)))


def _is_sure(gains: NDArray[np.float64], errors: float) -> bool:
    return bool(gains.mean() > errors * gains.std() / np.sqrt(len(gains)))


def _unseen(evidence: Numbers, right: NDArray[np.intp], begin: Weights) -> NDArray[np.float64]:
    """What each question would be taken for by weights that were learnt from others."""
    fold = np.random.default_rng(6).integers(0, FOLDS, len(right))
    found = np.zeros(evidence.shape[:2])
    for number in range(FOLDS):
        rest = fold != number
        weights = fusing.trained([(evidence[rest], right[rest])], begin)
        found[~rest] = fusing.chances(weights.scores(evidence[~rest]))
    return found
