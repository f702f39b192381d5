"""One set through the engine, and what came of it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from bench.answers.measures import answered_at, auroc, clopper_pearson, wilson
from bench.answers.sets import Asked, Set
from bench.report import Report, percentile
from madoguchi.features.answers.ranking import Ranker, Ranking, encoders, intents

TIMED = 200  # questions that are asked one by one
ENCODERS = {
    "encoders": (encoders.E5, encoders.USE_ML),
    "slow-encoder": (encoders.E5,),
    "quick-encoder": (encoders.USE_ML,),
}


def trial(report: Report, given: Set, target: float, without: str | None) -> None:
    with left_out(without):
        began = time.perf_counter()
        ranker = Ranker.fit(given.articles, given.history, target_precision=target)
        learnt = time.perf_counter() - began
        rankings = ranker.rank_all([one.question for one in given.asked])
        times = [timed(ranker, one.question) for one in given.asked[:TIMED]]
    report.add(
        set=given.name,
        **quality(given.asked, rankings),
        **at_threshold(given.asked, rankings),
        p50_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
        training_s=learnt,
    )


def timed(ranker: Ranker, question: str) -> float:
    began = time.perf_counter()
    ranker.rank(question)
    return (time.perf_counter() - began) * 1000


def quality(asked: Sequence[Asked], rankings: Sequence[Ranking]) -> dict[str, Any]:
    """Accuracy counts all questions (an unanswerable one is right when refused), P@1 and MRR the answerable."""
    places = [place(one, ranking) for one, ranking in zip(asked, rankings, strict=True) if one.article_id]
    sure = np.array([ranking.confidence for ranking in rankings])
    right = np.array([is_right(one, ranking) for one, ranking in zip(asked, rankings, strict=True)])
    kinds = np.array([one.kind for one in asked])
    firsts = sum(found == 1 for found in places)
    good = sum(
        ok if ranking.answer else not one.article_id for one, ranking, ok in zip(asked, rankings, right, strict=True)
    )
    facts: dict[str, Any] = {
        "questions": len(asked),
        "accuracy": good / len(asked),
        "P@1": firsts / max(len(places), 1),
        "P@1 interval": shown(wilson(firsts, len(places))),
        "MRR": sum(1 / found for found in places if found) / max(len(places), 1),
        "AUROC near": auroc(sure[kinds == "answerable"].tolist(), sure[kinds == "near"].tolist()),
        "AUROC far": auroc(sure[kinds == "answerable"].tolist(), sure[kinds == "far"].tolist()),
        "AUROC": auroc(sure[kinds == "answerable"].tolist(), sure[kinds != "answerable"].tolist()),
    }
    for precision in (0.9, 0.95):
        count, correct = answered_at(sure.tolist(), right.tolist(), precision)
        of_answerable, _good = answered_at(
            sure[kinds == "answerable"].tolist(), right[kinds == "answerable"].tolist(), precision
        )
        facts[f"answered at {precision:.0%}"] = count / len(asked)
        facts[f"of answerable at {precision:.0%}"] = of_answerable / max(len(places), 1)
        facts[f"precision at {precision:.0%}"] = shown(clopper_pearson(correct, count))
    return facts


def at_threshold(asked: Sequence[Asked], rankings: Sequence[Ranking]) -> dict[str, Any]:
    """What the engine would have done by itself."""
    given = [is_right(one, ranking) for one, ranking in zip(asked, rankings, strict=True) if ranking.answer]
    return {
        "answered": len(given) / len(asked),
        "precision": sum(given) / len(given) if given else float("nan"),
        "precision interval": shown(clopper_pearson(sum(given), len(given))),
    }


def is_right(one: Asked, ranking: Ranking) -> bool:
    return place(one, ranking) == 1


def place(one: Asked, ranking: Ranking) -> int:
    """Of the right article, from 1 on; 0: it is not among those ranked."""
    ids = [ranked.article_id for ranked in ranking.ranked]
    return ids.index(one.article_id) + 1 if one.article_id in ids else 0


def shown(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.2f}-{interval[1]:.2f}"


@contextmanager
def left_out(part: str | None) -> Iterator[None]:
    """The engine without one of its sources."""
    if part in ENCODERS:
        kept = [(encoder, encoder.held, encoder.is_missing) for encoder in ENCODERS[part]]
        for encoder, _held, _missing in kept:
            encoder.held, encoder.is_missing = None, True
        yield
        for encoder, held, missing in kept:
            encoder.held, encoder.is_missing = held, missing
    elif part == "phrasebook":
        kept_reached, intents.reached = intents.reached, lambda points: 0.0 * kept_reached(points)
        yield
        intents.reached = kept_reached
    else:
        yield
