"""Makes what the engine knows before it has seen a help centre: ranking/learnt.npz.

python -m bench.answers.learn       from the phrasebook alone
python -m bench.answers.given       afterwards: the weights and the confidence that fit it
"""

import hashlib
import sys

import numpy as np
from numpy.typing import NDArray

from bench.answers.bending import SHARP, bent
from madoguchi.features.answers import phrasebook
from madoguchi.features.answers.ranking import space
from madoguchi.features.answers.ranking.encoders import E5, USE_ML, Vectors

SHRINK = 3.0  # how far the spread within an intent is drawn to a ball
SCALE = 6.0  # of points, before they are told apart
ROUNDS, BATCH, STEP, FADING = 12, 512, 0.02, 0.01  # of the softmax regression
QUICK_SHARE = 0.5  # of the second encoder beside the first, where the space is bent

Owners = NDArray[np.int64]
Rows = NDArray[np.float32]


def said() -> tuple[list[str], list[int]]:
    """All titles and phrases, and the number of the intent of each; -1: chatter."""
    texts: list[str] = []
    owners: list[int] = []
    for number, intent in enumerate(phrasebook.intents()):
        for language in phrasebook.LANGUAGES:
            texts += [*intent.titles[language], *intent.phrases[language]]
        owners += [number] * (len(texts) - len(owners))
    for language in phrasebook.LANGUAGES:
        texts += phrasebook.chatter(language)
    return texts, owners + [-1] * (len(texts) - len(owners))


def some_questions(texts: list[str]) -> list[int]:
    """The places, among all that is said, of two phrases of each intent in each language."""
    places = {text: place for place, text in enumerate(texts)}
    return [
        places[phrases[len(phrases) * third // 3]]
        for intent in phrasebook.intents()
        for phrases in intent.phrases.values()
        for third in (1, 2)
    ]


def digest(texts: list[str]) -> str:
    """Of what was learnt from: it tells whether learnt.npz is up to date."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def turned(rows: Vectors, owners: Owners) -> Rows:
    """The directions in which intents stand apart, measured by how far one intent spreads."""
    count = int(owners.max()) + 1
    middles = np.zeros((count, rows.shape[1]))
    np.add.at(middles, owners, rows)
    middles /= np.bincount(owners)[:, None]
    within = np.cov((rows - middles[owners]).T, bias=True)
    within += SHRINK * np.trace(within) / len(within) * np.eye(len(within))
    values, directions = np.linalg.eigh(within)
    white = directions / np.sqrt(values)
    _apart, best = np.linalg.eigh(white.T @ np.cov(middles.T, bias=True) @ white)
    return (white @ best[:, ::-1][:, : space.TURNED]).astype(np.float32)


def fitted(rows: Rows, goal: Rows) -> Rows:
    """The linear map from what one encoder says to what the other most likely does."""
    longer = np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
    kept = longer.T @ longer + 1e-2 * len(rows) / rows.shape[1] * np.eye(longer.shape[1])
    return np.asarray(np.linalg.solve(kept, longer.T @ goal), dtype=np.float32)


def told_apart(points: Rows, owners: Owners) -> Rows:
    """A softmax regression from points to the numbers of their intents (Adam, Kingma and Ba 2015; weights that fade):
    one row a direction, the last what is added."""
    given = np.hstack([points * SCALE, np.ones((len(points), 1), dtype=np.float32)]).astype(np.float32)
    values = np.zeros((given.shape[1], int(owners.max()) + 1), dtype=np.float32)
    mean, square = np.zeros_like(values), np.zeros_like(values)
    dice = np.random.default_rng(0)
    total = ROUNDS * (len(given) // BATCH)
    for step in range(total):
        if step % (total // ROUNDS) == 0:
            order = dice.permutation(len(given))
        rows = order[step % (total // ROUNDS) * BATCH :][:BATCH]
        raised = given[rows] @ values
        raised = np.exp(raised - raised.max(axis=1, keepdims=True))
        raised /= raised.sum(axis=1, keepdims=True)
        raised[np.arange(len(rows)), owners[rows]] -= 1.0
        pull = given[rows].T @ raised / len(rows)
        mean += 0.1 * (pull - mean)
        square += 0.01 * (pull * pull - square)
        kept = (mean / (1 - 0.9 ** (step + 1)), np.sqrt(square / (1 - 0.99 ** (step + 1))) + 1e-8)
        values -= STEP * (1 - step / total) * (kept[0] / kept[1] + FADING * values)
    values[:-1] *= SCALE
    return np.asarray(values)


def lines(texts: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def bending(both: Rows, owners: Owners) -> dict[str, Rows]:
    """The network, for what both encoders say less its middle."""
    stretch = np.ones(both.shape[1], dtype=np.float32)
    stretch[E5.size :] = QUICK_SHARE / space.USE_SHARE
    stretch /= (both * stretch).std()
    parts = bent(both * stretch, owners)
    parts["straight"] *= stretch[:, None]
    parts["hidden"][:-1] *= stretch[:, None]
    return parts


def main() -> None:
    texts, numbers = said()
    owners = np.array(numbers)
    deep, quick = E5.vectors(texts), USE_ML.vectors(texts)
    both = space.beside(deep, quick)
    is_intent = owners >= 0
    nobody = owners.max() + 1
    middle = both[is_intent].mean(axis=0)
    turn = turned(both[is_intent] - middle, owners[is_intent])
    told = np.where(is_intent, owners, nobody)
    network = bending(both - middle, told)
    points = space.placed(both, {"middle": middle, "turn": turn} | network)
    slope = told_apart(space.unit(points[:, : space.TURNED]), told)
    middles = np.zeros((nobody, space.SIZE), dtype=np.float32)
    np.add.at(middles, owners[is_intent], points[is_intent])
    some = some_questions(texts)
    np.savez_compressed(
        space.FILE,
        middle=middle.astype(np.float32),
        turn=turn.astype(np.float16),
        **{name: network[name].astype(np.float16) for name in ("hidden", "straight", "bent")},
        deep_from_quick=fitted(quick, deep).astype(np.float16),
        quick_from_deep=fitted(deep, quick).astype(np.float16),
        slope=both_slopes(slope, network).astype(np.float16),
        middles=space.unit(middles).astype(np.float16),
        chatter_points=np.round(points[~is_intent] * 127).astype(np.int8),
        chatter=lines(texts[is_intent.sum() :]),
        question_points=np.round(points[some] * 127).astype(np.int8),
        question_owners=owners[some].astype(np.int16),
        questions=lines([texts[place] for place in some]),
        digest=np.frombuffer(digest(texts).encode(), dtype=np.uint8),
    )
    sys.stdout.write(f"{len(texts)} texts of {nobody} intents: {space.FILE}\n")


def both_slopes(turned_slope: Rows, network: dict[str, Rows]) -> Rows:
    """One slope for whole points: the mean of what the regression and the network say."""
    directions = network["directions"].T * SHARP
    base = (turned_slope[-1:] + network["base"]) / 2
    return np.vstack([turned_slope[:-1] / np.sqrt(2), directions / np.sqrt(2), base])


if __name__ == "__main__":
    main()
