"""Which of the questions that every desk gets a text is about: the phrasebook beside a help centre.

A softmax regression over the space tells for each text how likely it is about each intent; its last column stands for
chatter, which is about none. `python -m bench.answers.learn` fits it.
"""

import numpy as np

from madoguchi.features.answers.ranking.encoders import Vectors
from madoguchi.features.answers.ranking.space import learnt, small_talk, unit

SOFTNESS = 1.5  # how much less sure than the regression itself
DRAWN = 0.6  # how far a text is moved towards the intents that it is about
TITLE_SHARE = 0.7  # of the title, against the whole article


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


def chatter() -> tuple[list[str], Vectors]:
    """All small talk of the phrasebook, and where it lies."""
    return small_talk(), unit(learnt()["chatter_points"])
