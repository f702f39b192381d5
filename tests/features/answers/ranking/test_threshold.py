"""The threshold keeps what it promises, on questions that it was not computed from."""

import numpy as np
import pytest

from madoguchi.features.answers.ranking.threshold import DOUBT, certain_threshold, fewest_for


def drawn(dice: np.random.Generator, count: int) -> tuple[list[float], list[bool]]:
    """Confidences that are too sure of themselves, and whether each was right."""
    confidence = dice.uniform(0.0, 1.0, count)
    right = dice.uniform(0.0, 1.0, count) > 0.01 + (1 - confidence) ** 3 * 0.6
    return confidence.tolist(), right.tolist()


@pytest.mark.parametrize("target", [0.8, 0.9, 0.95])
def test_of_many_histories_only_the_allowed_share_gives_a_threshold_that_is_too_low(target: float) -> None:
    dice = np.random.default_rng(5)
    unseen, right = map(np.asarray, drawn(dice, 100_000))
    broken = answered = 0
    for _ in range(300):
        threshold = certain_threshold(*drawn(dice, 800), target)
        if threshold is not None:
            answered += 1
            broken += bool(right[unseen >= threshold].mean() < target)
    assert answered > 200
    assert broken / 300 <= DOUBT + 0.04


def test_a_higher_target_never_lowers_the_threshold() -> None:
    confidence, right = drawn(np.random.default_rng(3), 2_000)
    found = [certain_threshold(confidence, right, target) for target in (0.7, 0.8, 0.9, 0.95)]
    assert None not in found
    assert found == sorted(found, key=float)  # type: ignore[arg-type]


def test_few_questions_make_nothing_certain() -> None:
    assert fewest_for(0.95) == 45
    assert certain_threshold([0.9] * 44, [True] * 44, 0.95) is None
    assert certain_threshold([0.9] * 45, [True] * 45, 0.95) == 0.9
    assert certain_threshold([], [], 0.95) is None


def test_equal_confidences_are_answered_together_or_not_at_all() -> None:
    right = [True] * 60 + [False] * 60
    assert certain_threshold([0.5] * 120, right, 0.9) is None
    assert certain_threshold([0.6] * 60 + [0.5] * 60, right, 0.9) == 0.6
