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

import numpy as np
from numpy.typing import NDArray

from bench.answers.measures import answered_at, auroc
from bench.answers.sets import Set, read_set
from madoguchi.features.answers.ranking import confidence, fusing, passages, space, training
from madoguchi.features.answers.ranking.confidence import Calibration
from madoguchi.features.answers.ranking.evidence import NAMES, Asked, Centre, Numbers, centre_of, thought_away
from madoguchi.features.answers.ranking.fusing import Weights

DATA = Path(__file__).parent / "data"
SETS = ("ja_saas", "ja_shop", "en_saas")
BEGIN = Weights(np.array([0.2, 1.0, 0.6, 0.2, 0.2, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]))
STRICTNESS = 40.0  # of the calibration: it is for help centres that nobody has seen
AWAY = 0.3  # how much a question whose article is thought away counts
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
        [[one.title] for one in given.articles],
        [passages.sentences(one.body) for one in given.articles],
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
    return fusing.trained([(one.evidence[one.right >= 0], one.right[one.right >= 0]) for one in sets], BEGIN)


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
    return confidence.trained(signs, right, weight, STRICTNESS)


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


def threshold(sure: NDArray[np.float64], right: NDArray[np.bool_], wanted: float) -> float:
    """The lowest confidence from which on the wanted share was right."""
    order = np.argsort(-sure, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    fits = np.flatnonzero(share >= wanted)
    return float(sure[order][fits[-1]]) if len(fits) else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.answers.given")
    parser.add_argument("--save", action="store_true", help="write ranking/given.json")
    options = parser.parse_args()
    sets = [seen(read_set(DATA / name, "dev")) for name in SETS]
    sure, right = left_out(sets)
    thresholds = {str(wanted): round(threshold(sure, right, wanted), 4) for wanted in WANTED}
    for wanted, least in thresholds.items():
        given = sure >= least
        sys.stdout.write(f"wanted {wanted}: from {least} on, {given.mean():.3f} answered\n")
    weights = weights_from(sets)
    calibration = calibration_from(sets, weights)
    if options.save:
        kept = {"weights": named(NAMES, weights.values), "thresholds": thresholds, "base": round(calibration.base, 4)}
        kept |= {part: named(confidence.SIGNS, getattr(calibration, part)) for part in ("middle", "spread", "values")}
        training.GIVEN.write_text(json.dumps(kept, indent=1) + "\n")


def named(names: tuple[str, ...], values: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


if __name__ == "__main__":
    main()
