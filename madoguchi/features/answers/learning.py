"""Learning in a process of its own, so that nobody who is served meanwhile is slower, its memory is given back, and it
ends in time. What is small is learnt where it is asked for: a process costs more."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from typing import TYPE_CHECKING

from madoguchi.features.answers.ranking import Article, Past

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking.outside import Outside

SMALL = 400  # texts and questions
LONGEST = 900.0  # seconds; the figure to hold is 600 with 10,000 articles and 100,000 questions


@dataclass(frozen=True, slots=True)
class Learnt:
    """A Ranker as bytes, and what was read for it (ranking/readings.py)."""

    ranker: bytes
    readings: bytes


def learnt(
    articles: Sequence[Article],
    history: Sequence[Past],
    synonyms: Sequence[Sequence[str]],
    target: float,
    readings: Sequence[bytes] = (),
    outside: "Outside | None" = None,
) -> Learnt:
    """`target` is the precision, 0..1; what was read for earlier `readings` is not read again; `outside` as in
    Ranker.hearing(). Raises concurrent.futures.TimeoutError."""
    if len(articles) + len(history) <= SMALL:
        return _learn(articles, history, synonyms, target, readings, outside)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, mp_context=context)
    try:
        return pool.submit(_learn, articles, history, synonyms, target, readings, outside).result(timeout=LONGEST)
    except TookTooLong:
        for child in multiprocessing.active_children():
            child.kill()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _learn(
    articles: Sequence[Article],
    history: Sequence[Past],
    synonyms: Sequence[Sequence[str]],
    target: float,
    readings: Sequence[bytes],
    outside: "Outside | None",
) -> Learnt:
    from madoguchi.features.answers.ranking import Ranker  # numpy: only where it is learnt
    from madoguchi.features.answers.ranking.readings import Readings  # as above

    read = Readings(*readings)
    made = Ranker.fit(articles, history, synonyms=synonyms, target_precision=target, readings=read)
    if outside is not None:
        made = made.hearing(outside, articles, history, target_precision=target, readings=read)
    return Learnt(made.to_bytes(), read.to_bytes())
