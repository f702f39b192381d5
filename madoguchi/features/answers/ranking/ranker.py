"""The engine: made from a help centre and its history, asked question by question, kept as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from madoguchi.features.answers.ranking import confidence, fusing, keeping, passages, places, space, training
from madoguchi.features.answers.ranking.encoders import Vectors
from madoguchi.features.answers.ranking.evidence import Asked, Centre, Numbers, Version, centre_of
from madoguchi.features.answers.ranking.outside import Outside, sections_of, texts_beside
from madoguchi.features.answers.ranking.readings import Readings
from madoguchi.features.answers.ranking.second import Material, Second, Tried, learn
from madoguchi.features.answers.ranking.shapes import Article, Part, Past, Ranked, Ranking
from madoguchi.features.answers.ranking.space import Told, nothing_told
from madoguchi.features.answers.ranking.training import Learnt

CELLS = 2_000_000  # questions times articles that are weighed at once
SENTENCES, SECTIONS = 20_000, 20_000  # of all articles together


@dataclass(frozen=True, slots=True)
class Ranker:
    """`read_with`: the encoders with which the articles were read (space.reads_with); with others it ranks, but answers
    nothing. `second` decides where an embedding model says what a question means; `tried`: what became of that."""

    ids: tuple[str, ...]
    centre: Centre
    first: Learnt
    read_with: str
    tried: Tried | None = None
    second: Second | None = None

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
        ids, versions = _read(articles)
        known, others = _asked_before(ids, history)
        centre = centre_of(versions, known, synonyms, told, readings)
        return cls(ids, centre, training.learn(centre, others, target_precision, readings), space.reads_with())

    def hearing(
        self,
        outside: Outside,
        articles: Sequence[Article],
        history: Sequence[Past],
        *,
        target_precision: float = 0.95,
        readings: Readings | None = None,
    ) -> "Ranker":
        """The same, with a second head where an embedding model helps; right after fit(), from what that was given.
        `outside`: what the model says of texts_for() the articles and of the questions asked before."""
        ids, versions = _read(articles)
        known, others = _asked_before(ids, history)
        material = Material(sections_of(versions), [text for text, _number in known], others, outside)
        tried, second = learn(self.centre, material, target_precision, readings)
        return replace(self, tried=tried, second=second)

    @property
    def threshold(self) -> float:
        """The confidence from which on it answers, where no embedding model is asked."""
        return self.first.threshold

    @property
    def usual_threshold(self) -> float:
        """That of the head that decides as long as nothing is away."""
        return (self.second.learnt if self.second else self.first).threshold

    @property
    def asks(self) -> str:
        """The embedding model that is to say what a question means; "" for none."""
        return self.tried.model if self.tried and self.second else ""

    def rank(self, question: str, *, limit: int = 10, meaning: Vectors | None = None) -> Ranking:
        return self.look(question, limit=limit, meaning=meaning).ranking

    def look(self, question: str, *, limit: int = 10, meaning: Vectors | None = None) -> "Look":
        """The same, to ask afterwards where in an article it is answered: a question is read once. `meaning`: its
        vector by the model that this `asks`; None: without."""
        if not self.ids:
            return Look(self, None, Ranking((), 0.0, answer=False), self.threshold)
        asked = self.centre.asked([question], space.points([question], letters=1 << 62))
        evidence, learnt = self.centre.evidence, self.first
        if self.second is not None and meaning is not None and self.second.meanings.fits(meaning):
            asked = replace(asked, meant=self.second.meanings.points(meaning[None]))
            evidence, learnt = partial(self.second.meanings.evidence, self.centre), self.second.learnt
        (ranking,) = self._ranked([question], asked, evidence(asked), learnt, limit)
        return Look(self, asked, ranking, learnt.threshold)

    def rank_all(self, questions: Sequence[str], *, limit: int = 10, told: Told = nothing_told) -> list[Ranking]:
        """In the order of the questions. `told` hears how many are done, and of how many."""
        if not self.ids:
            return [Ranking((), 0.0, answer=False) for _ in questions]
        points = space.points(questions, letters=1 << 62, told=lambda done, _total: told(done, len(questions)))
        found: list[Ranking] = []
        step = max(1, CELLS // len(self.ids))
        for start in range(0, len(questions), step):
            some = questions[start : start + step]
            asked = self.centre.asked(some, points[start : start + step])
            found += self._ranked(some, asked, self.centre.evidence(asked), self.first, limit)
        return found

    def to_bytes(self) -> bytes:
        return keeping.to_bytes(self.ids, self.centre, self.first, self.read_with, (self.tried, self.second))

    @classmethod
    def from_bytes(cls, kept: bytes) -> "Ranker":
        """Raises keeping.Outdated for what another version of the engine wrote: fit anew."""
        return cls(*keeping.from_bytes(kept))

    def _ranked(
        self, questions: Sequence[str], asked: Asked, evidence: Numbers, learnt: Learnt, limit: int
    ) -> list[Ranking]:
        scores = learnt.weights.scores(evidence)
        signs = confidence.signs(self.centre, asked, evidence, scores, np.full(len(questions), -1, dtype=np.intp))
        sure = learnt.calibration.confidence(signs)
        if space.reads_with() != self.read_with:
            sure = np.zeros_like(sure)
        shares = fusing.chances(scores)
        found: list[Ranking] = []
        for text, its, confident in zip(questions, shares, sure, strict=True):
            order = np.argsort(-its, kind="stable")[:limit]
            ranked = tuple(Ranked(self.ids[number], float(its[number])) for number in order)
            is_sure = bool(confident >= learnt.threshold)
            found.append(Ranking(ranked, float(confident), is_sure) if text.strip() else Ranking((), 0.0, answer=False))
        return found


def texts_for(articles: Sequence[Article]) -> list[str]:
    """All that an embedding model has to say beside the questions asked before: sections, and what is learnt from
    beside them."""
    return [*sections_of(_read(articles)[1]), *texts_beside()]


def _asked_before(ids: Sequence[str], history: Sequence[Past]) -> tuple[list[tuple[str, int]], list[Past]]:
    """Questions with the number of the article that answered them, sorted by it; and the others."""
    numbers = {name: number for number, name in enumerate(ids)}
    known = [(past.question, numbers[past.article_id]) for past in history if past.article_id in numbers]
    known.sort(key=lambda one: one[1])
    return known, [past for past in history if past.article_id not in numbers]


def _read(articles: Sequence[Article]) -> tuple[tuple[str, ...], list[list[Version]]]:
    """The ids of the articles, and what each says in every language and section, a section below both headings; where
    all together have more than SECTIONS, each text as a whole."""
    read = [(one, passages.sections(one.body)) for one in articles]
    if sum(len(sections) for _one, sections in read) > SECTIONS:
        read = [(one, [("", passages.sentences(one.body))]) for one in articles]
    found: dict[str, list[Version]] = {}
    for one, sections in read:
        found.setdefault(one.id, []).extend((passages.below(one.title, heading), said) for heading, said in sections)
    most = _most([len(said) for one in found.values() for _title, said in one])
    return tuple(found), [[(title, said[:most]) for title, said in one] for one in found.values()]


def _most(counts: Sequence[int]) -> int:
    """How many sentences each text may have, that all together do not have more than SENTENCES."""
    some = (most for most in range(passages.MOST, 2, -1) if np.minimum(counts, most).sum() <= SENTENCES)
    return next(some, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A question that was looked up. `asked`: as the engine read it; None where it knows no article. `threshold`: the
    confidence from which on it is answered."""

    ranker: Ranker
    asked: Asked | None
    ranking: Ranking
    threshold: float

    def place_in(self, article_id: str, title: str, parts: Sequence[Part]) -> int:
        """Which part of an article answers it, the first (the beginning) where none does clearly better (places.py).
        `parts` of the article as it stands today, which may have changed since it was learnt. Not 0 for whatever the
        engine would not answer: ask whether to answer before."""
        if self.asked is None or len(parts) < 2:
            return 0
        number = self.ranker.ids.index(article_id) if article_id in self.ranker.ids else -1
        return places.best(self.ranker.centre, self.asked, number, title, parts)
