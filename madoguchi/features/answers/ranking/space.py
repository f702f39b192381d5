"""Texts as points of one space in which what is meant alike lies near: 512 numbers of length 1.

Two sentence encoders are laid side by side and brought twice to where the ways of saying one thing in the phrasebook
fall together and different things stand apart: turned (linear discriminant analysis with its within-class spread
whitened; Fisher 1936, as WCCN in Hatch, Kajarekar, Stolcke 2006), and bent, by a network of one hidden layer whose
points of length 1 are told apart by their angles (Wang, Xiang, Cheng, Yuille 2017, NormFace). Each errs elsewhere:
beside each other they are better than either. `learnt.npz` holds both; `python -m bench.answers.learn` makes them from
the phrasebook.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from madoguchi.features.answers.ranking.encoders import E5, USE_ML, Vectors
from madoguchi.features.answers.ranking.readings import Readings

FILE = Path(__file__).with_name("learnt.npz")
TURNED, BENT = 256, 256
SIZE = TURNED + BENT
USE_SHARE = 0.3  # of the second encoder beside the first
LETTERS = 400_000  # how much of a help centre goes through the slow encoder: some minutes

Told = Callable[[int, int], None]


def nothing_told(_done: int, _total: int) -> None:
    pass


@cache
def learnt() -> dict[str, NDArray[np.float32]]:
    with np.load(FILE, allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files if arrays[name].dtype != np.uint8}


@cache
def kept_lines(name: str) -> list[str]:
    """Texts of the phrasebook as they were when it was learnt from: "chatter", or some "questions" of each intent."""
    with np.load(FILE, allow_pickle=False) as arrays:
        return str(arrays[name].tobytes(), "utf-8").split("\n")


def learnt_digest() -> str:
    """Of all that was learnt from (bench.answers.learn.digest)."""
    with np.load(FILE, allow_pickle=False) as arrays:
        return str(arrays["digest"].tobytes(), "utf-8")


def reads_with() -> str:
    """Which encoders there are here: "both", the "slow" one, the "quick" one, or none ("words")."""
    if E5.is_there():
        return "both" if USE_ML.is_there() else "slow"
    return "quick" if USE_ML.is_there() else "words"


def points(
    texts: Sequence[str], *, letters: int = LETTERS, told: Told = nothing_told, readings: Readings | None = None
) -> Vectors:
    """One row a text. The first `letters` letters go through both encoders; what comes after them, through the quick
    one alone, and what the other would most likely have said is told from it. Zeros where there is no encoder.
    `readings`: what the slow one said before.
    """
    slow = _fitting(texts, letters) if E5.is_there() else 0
    if not USE_ML.is_there():
        slow = len(texts) if slow else 0
    found = np.zeros((len(texts), SIZE), dtype=np.float32)
    known = learnt()
    quick = USE_ML.vectors(texts) if USE_ML.is_there() else None
    if slow:
        deep = E5.vectors(texts[:slow], lambda done: told(done, len(texts)), readings)
        other = _lengthened(deep) @ known["quick_from_deep"] if quick is None else quick[:slow]
        found[:slow] = placed(beside(deep, other), known)
    if quick is not None and slow < len(texts):
        rest = quick[slow:]
        found[slow:] = placed(beside(_lengthened(rest) @ known["deep_from_quick"], rest), known)
    told(len(texts), len(texts))
    is_blank = np.array([not text.strip() for text in texts], dtype=bool)
    found[is_blank] = 0.0
    return unit(found)


def placed(both: Vectors, known: Mapping[str, Vectors]) -> Vectors:
    """What the encoders say, turned and bent as is `known` how."""
    away = both - known["middle"]
    hidden = np.maximum(away @ known["hidden"][:-1] + known["hidden"][-1], 0.0)
    bent = away @ known["straight"] + hidden @ known["bent"][:-1] + known["bent"][-1]
    return unit(np.hstack([unit(away @ known["turn"]), unit(bent)]))


def beside(deep: Vectors, quick: Vectors) -> Vectors:
    return np.hstack([deep, USE_SHARE * quick])


def unit(rows: NDArray[np.floating[Any]]) -> Vectors:
    """Rows of length 1; zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 1e-9, lengths, 1.0)).astype(np.float32)


def _lengthened(rows: Vectors) -> Vectors:
    return np.hstack([rows, np.ones((len(rows), 1), dtype=np.float32)])


def _fitting(texts: Sequence[str], letters: int) -> int:
    """How many of the first texts have no more than `letters` letters together."""
    return int(np.searchsorted(np.cumsum([len(text) for text in texts]), letters, side="right"))
