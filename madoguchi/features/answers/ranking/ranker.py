"""The engine: made from a help centre and its history, asked question by question, kept as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from madoguchi.features.answers.ranking import confidence, fusing, keeping, passages, places, space, training
from madoguchi.features.answers.ranking.confidence import Calibration
from madoguchi.features.answers.ranking.evidence import Asked, Centre, Version, centre_of
from madoguchi.features.answers.ranking.fusing import Weights
from madoguchi.features.answers.ranking.readings import Readings
from madoguchi.features.answers.ranking.shapes import Article, Part, Past, Ranked, Ranking
from madoguchi.features.answers.ranking.space import Told, nothing_told

CELLS = 2_000_000  # questions times articles that are weighed at once
SENTENCES, SECTIONS = 20_000, 20_000  # of all articles together


@dataclass(frozen=True, slots=True)
class Ranker:
    """`read_with`: the encoders with which the articles were read (space.reads_with); with others it ranks, but answers
    nothing."""

    ids: tuple[str, ...]
    centre: Centre
    weights: Weights
    calibration: Calibration
    threshold: float
    read_with: str

    @classmethod
    def fit(
        cls,
        articles: Sequence[Article],
        history: Sequence[Past] = (),
        *,
        synonyms: Sequence[Sequence[str]] = (),
        target_precision: float = 0.95,
        told: Told = nothing_told,
        readings: Readings | None = None,
    ) -> "Ranker":
        """Learns from all texts of the articles and from what was asked before. `synonyms`: groups of words that mean
        one thing here. `told` hears how many texts are read, and of how many. `readings` spare it what was read before,
        and keep what is."""
        found = _read(articles)
        ids = tuple(found)
        numbers = {name: number for number, name in enumerate(ids)}
        most = _most([len(said) for one in found.values() for _title, said in one])
        versions = [[(title, said[:most]) for title, said in one] for one in found.values()]
        known = [(past.question, numbers[past.article_id]) for past in history if past.article_id in numbers]
        known.sort(key=lambda one: one[1])
        others = [past for past in history if past.article_id not in numbers]
        centre = centre_of(versions, known, synonyms, told, readings)
        learnt = training.learn(centre, others, target_precision, readings)
        return cls(ids, centre, learnt.weights, learnt.calibration, learnt.threshold, space.reads_with())

    def rank(self, question: str, *, limit: int = 10) -> Ranking:
        return self.look(question, limit=limit).ranking

    def look(self, question: str, *, limit: int = 10) -> "Look":
        """The same, to ask afterwards where in an article it is answered: a question is read once."""
        if not self.ids:
            return Look(self, None, Ranking((), 0.0, answer=False))
        asked = self.centre.asked([question], space.points([question], letters=1 << 62))
        return Look(self, asked, self._ranked([question], asked, limit)[0])

    def rank_all(self, questions: Sequence[str], *, limit: int = 10, told: Told = nothing_told) -> list[Ranking]:
        """In the order of the questions. `told` hears how many are done, and of how many."""
        if not self.ids:
            return [Ranking((), 0.0, answer=False) for _ in questions]
        points = space.points(questions, letters=1 << 62, told=lambda done, _total: told(done, len(questions)))
        found: list[Ranking] = []
        step = max(1, CELLS // len(self.ids))
        for start in range(0, len(questions), step):
            some = questions[start : start + step]
            found += self._ranked(some, self.centre.asked(some, points[start : start + step]), limit)
        return found

    def to_bytes(self) -> bytes:
        return keeping.to_bytes(self.ids, self.centre, self.weights, self.calibration, self.threshold, self.read_with)

    @classmethod
    def from_bytes(cls, kept: bytes) -> "Ranker":
        """Raises keeping.Outdated for what another version of the engine wrote: fit anew."""
        return cls(*keeping.from_bytes(kept))

    def _ranked(self, questions: Sequence[str], asked: Asked, limit: int) -> list[Ranking]:
        evidence = self.centre.evidence(asked)
        scores = self.weights.scores(evidence)
        signs = confidence.signs(self.centre, asked, evidence, scores, np.full(len(questions), -1, dtype=np.intp))
        sure = self.calibration.confidence(signs)
        if space.reads_with() != self.read_with:
            sure = np.zeros_like(sure)
        shares = fusing.chances(scores)
        return [self._ranking(*one, limit) for one in zip(questions, shares, sure, strict=True)]

    def _ranking(self, text: str, shares: NDArray[np.float64], sure: float, limit: int) -> Ranking:
        if not text.strip():
            return Ranking((), 0.0, answer=False)
        order = np.argsort(-shares, kind="stable")[:limit]
        ranked = tuple(Ranked(self.ids[number], float(shares[number])) for number in order)
        return Ranking(ranked, float(sure), answer=bool(sure >= self.threshold))


def _read(articles: Sequence[Article]) -> dict[str, list[Version]]:
    """By the ids of the articles: what each says in every language and section, a section below both headings; where
    all together have more than SECTIONS, each text as a whole."""
    read = [(one, passages.sections(one.body)) for one in articles]
    if sum(len(sections) for _one, sections in read) > SECTIONS:
        read = [(one, [("", passages.sentences(one.body))]) for one in articles]
    found: dict[str, list[Version]] = {}
    for one, sections in read:
        found.setdefault(one.id, []).extend((passages.below(one.title, heading), said) for heading, said in sections)
    return found


def _most(counts: Sequence[int]) -> int:
    """How many sentences each text may have, that all together do not have more than SENTENCES."""
    some = (most for most in range(passages.MOST, 2, -1) if np.minimum(counts, most).sum() <= SENTENCES)
    return next(some, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A question that was looked up. `asked`: as the engine read it; None where it knows no article."""

    ranker: Ranker
    asked: Asked | None
    ranking: Ranking

    def place_in(self, article_id: str, title: str, parts: Sequence[Part]) -> int:
        """Which part of an article answers it, the first (the beginning) where none does clearly better (places.py).
        `parts` of the article as it stands today, which may have changed since it was learnt. Not 0 for whatever the
        engine would not answer: ask whether to answer before."""
        if self.asked is None or len(parts) < 2:
            return 0
        number = self.ranker.ids.index(article_id) if article_id in self.ranker.ids else -1
        return places.best(self.ranker.centre, self.asked, number, title, parts)
