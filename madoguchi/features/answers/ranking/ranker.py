"""The engine: made from a help centre and its history, asked question by question, kept as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from madoguchi.features.answers.ranking import confidence, fusing, keeping, passages, space, training
from madoguchi.features.answers.ranking.confidence import Calibration
from madoguchi.features.answers.ranking.encoders import Vectors
from madoguchi.features.answers.ranking.evidence import Centre, centre_of
from madoguchi.features.answers.ranking.fusing import Weights
from madoguchi.features.answers.ranking.shapes import Article, Past, Ranked, Ranking
from madoguchi.features.answers.ranking.space import Told, nothing_told

CELLS = 2_000_000  # questions times articles that are weighed at once
SENTENCES = 20_000  # of all articles together


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
    ) -> "Ranker":
        """Learns from all texts of the articles and from what was asked before. `synonyms`: groups of words that mean
        one thing here. `told` hears how many texts are read, and of how many."""
        texts: dict[str, list[Article]] = {}
        for article in articles:
            texts.setdefault(article.id, []).append(article)
        ids = tuple(texts)
        numbers = {name: number for number, name in enumerate(ids)}
        most = max(2, SENTENCES // max(len(articles), 1))
        versions = [[(one.title, passages.sentences(one.body)[:most]) for one in texts[name]] for name in ids]
        known = [(past.question, numbers[past.article_id]) for past in history if past.article_id in numbers]
        known.sort(key=lambda one: one[1])
        unanswered = [past.question for past in history if past.article_id not in numbers]
        centre = centre_of(versions, known, synonyms, told)
        learnt = training.learn(centre, unanswered, target_precision)
        return cls(ids, centre, learnt.weights, learnt.calibration, learnt.threshold, space.reads_with())

    def rank(self, question: str, *, limit: int = 10) -> Ranking:
        return self.rank_all([question], limit=limit)[0]

    def rank_all(self, questions: Sequence[str], *, limit: int = 10, told: Told = nothing_told) -> list[Ranking]:
        """In the order of the questions. `told` hears how many are done, and of how many."""
        if not self.ids:
            return [Ranking((), 0.0, answer=False) for _ in questions]
        points = space.points(questions, letters=1 << 62, told=lambda done, _total: told(done, len(questions)))
        found: list[Ranking] = []
        step = max(1, CELLS // len(self.ids))
        for start in range(0, len(questions), step):
            found += self._ranked(questions[start : start + step], points[start : start + step], limit)
        return found

    def to_bytes(self) -> bytes:
        return keeping.to_bytes(self.ids, self.centre, self.weights, self.calibration, self.threshold, self.read_with)

    @classmethod
    def from_bytes(cls, kept: bytes) -> "Ranker":
        """Raises keeping.Outdated for what another version of the engine wrote: fit anew."""
        return cls(*keeping.from_bytes(kept))

    def _ranked(self, questions: Sequence[str], points: Vectors, limit: int) -> list[Ranking]:
        asked = self.centre.asked(questions, points)
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
