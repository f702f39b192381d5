"""The network that bends the space: one hidden layer beside a straight path, trained to tell intents apart.

Its points have length 1 and meet directions of length 1, one an intent, so that what it learns is which texts lie near
each other (Wang, Xiang, Cheng, Yuille 2017, NormFace).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from madoguchi.features.answers.ranking import space

HIDDEN = 1024
SHARP = 28.0  # of the angles between points and intents
ROUNDS, BATCH, STEP, FADING = 20, 512, 0.001, 0.01
LEFT_OUT, DROPPED = 0.1, 0.2  # of what comes in, and of what is hidden: another part at each step

Rows = NDArray[np.float32]
Owners = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pass:
    """One batch on its way through: what came in, what was hidden and which of it counted, and where it came out,
    before and after it was brought to length 1."""

    given: Rows
    hidden: Rows
    counted: Rows
    reached: Rows
    points: Rows


def bent(given: Rows, owners: Owners) -> dict[str, Rows]:
    """From rows of numbers of about one size and the number of the intent of each: "hidden", "straight", "bent" (as
    space.placed uses them), "directions" and "base" (of the intents)."""
    dice = np.random.default_rng(0)
    parts = _beginning(dice, given.shape[1], int(owners.max()) + 1)
    mean, square = ({name: np.zeros_like(one) for name, one in parts.items()} for _ in range(2))
    total = ROUNDS * (len(given) // BATCH)
    for step in range(total):
        if step % (total // ROUNDS) == 0:
            order = dice.permutation(len(given))
        rows = order[step % (total // ROUNDS) * BATCH :][:BATCH]
        pulls = _pulls(parts, _through(parts, given[rows], dice), owners[rows])
        for name, pull in pulls.items():  # Adam with weights that fade, as learn.told_apart
            mean[name] += 0.1 * (pull - mean[name])
            square[name] += 0.01 * (pull * pull - square[name])
            size = np.sqrt(square[name] / (1 - 0.99 ** (step + 1))) + 1e-8
            fading = FADING * parts[name] if name in ("hidden", "straight", "bent") else 0.0
            parts[name] -= STEP * (1 - step / total) * (mean[name] / (1 - 0.9 ** (step + 1)) / size + fading)
    parts["directions"] = space.unit(parts["directions"])
    return parts


def _beginning(dice: np.random.Generator, size: int, intents: int) -> dict[str, Rows]:
    def drawn(rows: int, columns: int, spread: float) -> Rows:
        return np.asarray(dice.standard_normal((rows, columns)) * spread, dtype=np.float32)

    return {
        "hidden": np.vstack([drawn(size, HIDDEN, 1.4 / np.sqrt(size)), np.zeros((1, HIDDEN), dtype=np.float32)]),
        "bent": np.vstack(
            [drawn(HIDDEN, space.BENT, 0.5 / np.sqrt(HIDDEN)), np.zeros((1, space.BENT), dtype=np.float32)]
        ),
        "straight": drawn(size, space.BENT, 1.0 / np.sqrt(size)),
        "directions": drawn(intents, space.BENT, 1.0 / np.sqrt(space.BENT)),
        "base": np.zeros(intents, dtype=np.float32),
    }


def _through(parts: dict[str, Rows], given: Rows, dice: np.random.Generator) -> Pass:
    given = given * (dice.random(given.shape, dtype=np.float32) > LEFT_OUT) / np.float32(1 - LEFT_OUT)
    raised = given @ parts["hidden"][:-1] + parts["hidden"][-1]
    counted = (raised > 0) * (dice.random(raised.shape, dtype=np.float32) > DROPPED) / np.float32(1 - DROPPED)
    hidden = raised * counted
    reached = hidden @ parts["bent"][:-1] + parts["bent"][-1] + given @ parts["straight"]
    return Pass(given, hidden, counted, reached, space.unit(reached))


def _pulls(parts: dict[str, Rows], one: Pass, owners: Owners) -> dict[str, Rows]:
    """Where each part has to go for the intents of these texts to become likelier, turned round."""
    directions = space.unit(parts["directions"])
    miss = SHARP * (one.points @ directions.T) + parts["base"]
    miss = np.exp(miss - miss.max(axis=1, keepdims=True))
    miss /= miss.sum(axis=1, keepdims=True)
    miss[np.arange(len(owners)), owners] -= 1.0
    miss /= len(owners)
    towards = _along(SHARP * (miss @ directions), one.points, one.reached)
    behind = (towards @ parts["bent"][:-1].T) * one.counted
    return {
        "hidden": np.vstack([one.given.T @ behind, behind.sum(axis=0)]),
        "bent": np.vstack([one.hidden.T @ towards, towards.sum(axis=0)]),
        "straight": one.given.T @ towards,
        "directions": _along(SHARP * (miss.T @ one.points), directions, parts["directions"]),
        "base": miss.sum(axis=0),
    }


def _along(pull: Rows, points: Rows, before: Rows) -> Rows:
    """The pull on what was brought to length 1, as one on what it was before."""
    lengths = np.maximum(np.linalg.norm(before, axis=1, keepdims=True), 1e-6)
    return np.asarray((pull - (pull * points).sum(axis=1, keepdims=True) * points) / lengths, dtype=np.float32)
