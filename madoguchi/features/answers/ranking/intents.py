"""The phrasebook beside a help centre: which of its intents a text is about."""

from functools import cache

import numpy as np

from madoguchi.features.answers.ranking.encoders import Vectors
from madoguchi.features.answers.ranking.space import learnt, small_talk, unit

WARMTH = 0.08  # how far likeness has to differ to decide between two intents
TITLE_SHARE = 0.7
DRAWN = 0.6  # how far a text is moved towards the intents that it is about


@cache
def _said() -> tuple[Vectors, Vectors, "np.ndarray[tuple[int], np.dtype[np.intp]]"]:
    """What is said of intents, what is chatter, and where each intent begins."""
    rows, owners = unit(learnt()["said"]), learnt()["owner"]
    count = int((owners >= 0).sum())
    starts = np.flatnonzero(np.append(True, owners[1:count] != owners[: count - 1]))
    return rows[:count], rows[count:], starts


def likeness(rows: Vectors) -> Vectors:
    """For each text and intent, how near the nearest of its sayings is."""
    said, _chatter, starts = _said()
    return np.asarray(np.maximum.reduceat(rows @ said.T, starts, axis=1))


def drawn(rows: Vectors) -> Vectors:
    """Texts nearer to the intents that they are about: two ways to say it come together over what both are called."""
    return unit(np.asarray(rows + DRAWN * shares(likeness(rows)) @ _middles(), dtype=np.float32))


@cache
def _middles() -> Vectors:
    said, _chatter, starts = _said()
    return unit(np.add.reduceat(said, starts))


def chatter_likeness(rows: Vectors, nearest: int = 1) -> Vectors:
    """For each text, how near the nearest (or the next but one) small talk is."""
    _intents, small_talk, _starts = _said()
    return np.asarray(np.partition(rows @ small_talk.T, -nearest, axis=1)[:, -nearest])


def chatter() -> tuple[list[str], Vectors]:
    """All small talk of the phrasebook, and where it lies."""
    return small_talk(), _said()[1]


def shares(likenesses: Vectors) -> Vectors:
    """The likeness to intents as shares that sum to one."""
    raised = np.exp((likenesses - likenesses.max(axis=1, keepdims=True)) / WARMTH)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
