"""Makes what the engine knows before it has seen a help centre, from the phrasebook alone: ranking/learnt.npz.

python -m bench.answers.learn
"""

import numpy as np

from madoguchi.features.answers import phrasebook
from madoguchi.features.answers.ranking import space
from madoguchi.features.answers.ranking.encoders import E5, USE_ML, Vectors
from madoguchi.features.answers.ranking.space import Vectors as Rows

SHRINK = 3.0  # how far the spread within an intent is drawn to a ball


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


def turned(rows: Vectors, owners: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Rows:
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
    return (white @ best[:, ::-1][:, : space.SIZE]).astype(np.float32)


def fitted(rows: Rows, goal: Rows) -> Rows:
    """The linear map from one encoder alone to the turned space."""
    longer = np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])
    kept = longer.T @ longer + 1e-2 * len(rows) / rows.shape[1] * np.eye(longer.shape[1])
    return np.linalg.solve(kept, longer.T @ goal).astype(np.float32)


def main() -> None:
    texts, numbers = said()
    owners = np.array(numbers)
    deep, quick = E5.vectors(texts), USE_ML.vectors(texts)
    both = space.beside(deep, quick)
    is_intent = owners >= 0
    middle = both[is_intent].mean(axis=0)
    turn = turned(both[is_intent] - middle, owners[is_intent])
    goal = (both - middle) @ turn
    np.savez_compressed(
        space.FILE,
        middle=middle.astype(np.float32),
        turn=turn.astype(np.float16),
        from_use=fitted(quick, goal).astype(np.float16),
        from_e5=fitted(deep, goal).astype(np.float16),
        said=np.round(space.unit(goal) * 127).astype(np.int8),
        owner=owners.astype(np.int16),
        chatter=np.frombuffer("\n".join(texts[is_intent.sum() :]).encode(), dtype=np.uint8),
    )


if __name__ == "__main__":
    main()
