"""Which of the questions that every desk gets a text is about: the phrasebook beside a help centre.

A softmax regression over the space tells for each text how likely it is about each intent; its last column stands for
chatter, which is about none. `python -m bench.answers.learn` fits it.
"""

import numpy as np

from madoguchi.features.answers.ranking.encoders import Vectors
from madoguchi.features.answers.ranking.space import kept_lines, learnt, unit

SOFTNESS = 1.5  # how much less sure than the regression itself
DRAWN = 0.6  # how far a text is moved towards the intents that it is about
TITLE_SHARE = 0.7  # of the title, against the whole article
COVERED = 0.2  # how likely an article must be about an intent for the intent to count as answered


def shares(points: Vectors) -> Vectors:
    """Texts by intents and, last, chatter: shares that sum to one."""
    raised = reached(points) / SOFTNESS
    raised = np.exp(raised - raised.max(axis=1, keepdims=True, initial=-1e9))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def reached(points: Vectors) -> Vectors:
    """The same as logits: low everywhere for what no intent is about."""
    slope = learnt()["slope"]
    return np.asarray(points @ slope[:-1] + slope[-1])


def drawn(points: Vectors, about: Vectors) -> Vectors:
    """Texts nearer to the intents that they are about: two ways to say it come together over what both are called."""
    return unit(np.asarray(points + DRAWN * about[:, :-1] @ learnt()["middles"], dtype=np.float32))


def chatter_likeness(points: Vectors, nearest: int = 1) -> Vectors:
    """For each text, how near the nearest (or the next but one) small talk is."""
    likeness = points @ unit(learnt()["chatter_points"]).T
    return np.asarray(np.partition(likeness, -nearest, axis=1)[:, -nearest])


def nearness(points: Vectors) -> Vectors:
    """For each text, how near the middle of the nearest intent is."""
    return np.asarray((points @ learnt()["middles"].T).max(axis=1))


def chatter() -> tuple[list[str], Vectors]:
    """All small talk of the phrasebook, and where it lies."""
    return kept_lines("chatter"), unit(learnt()["chatter_points"])


def asked_elsewhere(covered: Vectors) -> tuple[list[str], Vectors]:
    """Questions of the phrasebook that no article of a help centre is about, and where they lie. `covered`: articles by
    intents."""
    owners = learnt()["question_owners"].astype(np.intp)
    rows = np.flatnonzero(covered.max(axis=0, initial=0.0)[owners] < COVERED)
    texts = kept_lines("questions")
    return [texts[row] for row in rows], unit(learnt()["question_points"][rows])
