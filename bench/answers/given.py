"""Fits what the engine goes by in a help centre without history: ranking/given.json.

    python -m bench.answers.given          shows, for each help centre, what the others would have taught
    python -m bench.answers.given --save   and writes what all of them teach

It learns from the part `dev` of the sets without history, and from each question as it would be if its article did not
exist.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.answers import trial
from bench.answers.measures import answered_at, auroc
from bench.answers.sets import Set, read_set
from madoguchi.features.answers.ranking import confidence, fusing, passages, space, training
from madoguchi.features.answers.ranking.confidence import Calibration
from madoguchi.features.answers.ranking.evidence import NAMES, Asked, Centre, Numbers, centre_of, thought_away
from madoguchi.features.answers.ranking.fusing import Weights
from madoguchi.features.answers.ranking.threshold import certain_threshold

DATA = Path(__file__).parent / "data"
SETS = ("ja_saas", "ja_shop", "en_saas", "ja_clinic", "ja_keiri", "ja_mobile", "en_gear", "en_host")
BEGIN = Weights(np.array([0.5, 1.0, 0.1, 0.2, 0.2, 0.8, 0.0, 0.0, 0.0, 0.0, 0.0]))
STRICTNESS = 30.0  # of the calibration: it is for help centres that nobody has seen
NEAR_BEGIN = 4.0  # how strictly the weights stay near BEGIN
AWAY = 0.15  # how much a question whose article is thought away counts
NEVER = 2.0  # a threshold that no confidence reaches
WITHOUT = {"both": None, "slow": "quick-encoder", "quick": "slow-encoder", "words": "encoders"}  # by space.reads_with
WANTED = (0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)


@dataclass(frozen=True, slots=True)
class Seen:
    """A set as the engine sees it. `right`: the number of the article of each question, or -1."""

    name: str
    centre: Centre
    asked: Asked
    evidence: Numbers
    right: NDArray[np.intp]
    kinds: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Lesson:
    signs: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: NDArray[np.float64]


def seen(given: Set) -> Seen:
    centre = centre_of(
        [[(one.title, passages.sentences(one.body))] for one in given.articles],
        [],
        (),
        space.nothing_told,
    )
    texts = [one.question for one in given.asked]
    asked = centre.asked(texts, space.points(texts))
    numbers: dict[str | None, int] = {one.id: number for number, one in enumerate(given.articles)}
    right = np.array([numbers.get(one.article_id, -1) for one in given.asked])
    return Seen(given.name, centre, asked, centre.evidence(asked), right, np.array([one.kind for one in given.asked]))


def weights_from(sets: list[Seen]) -> Weights:
    lessons = [(one.evidence[one.right >= 0], one.right[one.right >= 0]) for one in sets]
    return fusing.trained(lessons, BEGIN, NEAR_BEGIN)


def lesson(one: Seen, weights: Weights) -> Lesson:
    scores = weights.scores(one.evidence)
    nobody = np.full(len(one.right), -1, dtype=np.intp)
    signs = confidence.signs(one.centre, one.asked, one.evidence, scores, nobody)
    return Lesson(signs, scores.argmax(axis=1) == one.right, np.ones(len(one.right)))


def lesson_away(one: Seen, weights: Weights) -> Lesson:
    rows = np.flatnonzero(one.right >= 0)
    left = thought_away(one.evidence[rows], one.right[rows])
    scores = weights.scores(left)
    signs = confidence.signs(one.centre, one.asked.part(rows), left, scores, one.right[rows])
    return Lesson(signs, np.zeros(len(rows), dtype=bool), np.full(len(rows), AWAY))


def calibration_from(sets: list[Seen], weights: Weights) -> Calibration:
    lessons = [make(one, weights) for one in sets for make in (lesson, lesson_away)]
    signs, right, weight = (np.concatenate([getattr(one, name) for one in lessons]) for name in Lesson.__slots__)
    return confidence.trained(signs, right, weight, strictness=STRICTNESS)


def left_out(sets: list[Seen]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Confidence and rightness of all questions, each help centre by what the others teach; told to the reader."""
    found: list[tuple[NDArray[np.float64], NDArray[np.bool_]]] = []
    for one in sets:
        others = [other for other in sets if other is not one]
        weights = weights_from(others)
        its = lesson(one, weights)
        sure = calibration_from(others, weights).confidence(its.signs)
        has = one.right >= 0
        answered, _good = answered_at(sure.tolist(), its.right.tolist(), 0.9)
        sys.stdout.write(
            f"{one.name}: P@1 {its.right[has].mean():.3f}"
            f"  AUROC near {auroc(sure[has].tolist(), sure[one.kinds == 'near'].tolist()):.3f}"
            f"  far {auroc(sure[has].tolist(), sure[one.kinds == 'far'].tolist()):.3f}"
            f"  all {auroc(sure[has].tolist(), sure[~has].tolist()):.3f}"
            f"  answered at 90 % {answered / len(sure):.3f}\n"
        )
        found.append((sure, its.right))
    return np.concatenate([sure for sure, _right in found]), np.concatenate([right for _sure, right in found])


def taught() -> dict[str, Any]:
    """All of it, with the encoders that there are; told to the reader."""
    sets = [seen(read_set(DATA / name, "dev")) for name in SETS]
    sure, right = left_out(sets)
    thresholds = {}
    for wanted in WANTED:
        least = certain_threshold(sure.tolist(), right.tolist(), wanted)
        thresholds[str(wanted)] = NEVER if least is None else round(least, 4)
        given = sure >= thresholds[str(wanted)]
        sys.stdout.write(
            f"wanted {wanted}: from {thresholds[str(wanted)]} on, {given.mean():.3f} answered,"
            f" {right[given].mean() if given.any() else 1.0:.3f} right\n"
        )
    weights = weights_from(sets)
    calibration = calibration_from(sets, weights)
    kept = {"weights": named(NAMES, weights.values), "thresholds": thresholds, "base": round(calibration.base, 4)}
    return kept | {part: named(confidence.SIGNS, getattr(calibration, part)) for part in ("middle", "spread", "values")}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.answers.given")
    parser.add_argument("--save", action="store_true", help="write ranking/given.json")
    options = parser.parse_args()
    found = {}
    for reads_with, without in WITHOUT.items():
        sys.stdout.write(f"Read with {reads_with}\n")
        with trial.left_out(without):
            found[reads_with] = taught()
    if options.save:
        training.GIVEN.write_text(json.dumps(found, indent=1) + "\n")


def named(names: tuple[str, ...], values: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


if __name__ == "__main__":
    main()
