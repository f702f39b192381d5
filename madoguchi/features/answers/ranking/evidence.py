"""All that speaks for an article when a question is asked: for each question and article a row of numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from madoguchi.features.answers.ranking import classing, intents, space
from madoguchi.features.answers.ranking.classing import Classes
from madoguchi.features.answers.ranking.encoders import Vectors
from madoguchi.features.answers.ranking.lexical import Synonyms, Vocabulary, piece_tokens, word_tokens
from madoguchi.features.answers.ranking.readings import Readings

NAMES = (
    "whole meaning",
    "sentence meaning",
    "whole words",
    "sentence pieces",
    "intents",
    "intent",
    "past meaning",
    "past meanings",
    "past words",
    "past pieces",
    "past class",
)
MOST_PAST = 3
LEAST = 1e-4
LIKENESSES = 50_000_000  # of questions and texts that are compared at once: 200 MB of each kind
Numbers = NDArray[np.float32]
Version = tuple[str, Sequence[str]]  # of an article in one language: its title and its sentences


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one kind, sorted by the article for which they speak (its number)."""

    owners: NDArray[np.intp]
    points: Vectors
    words: sparse.csr_matrix
    pieces: sparse.csr_matrix

    def best(self, likeness: Numbers, count: int) -> Numbers:
        """For each question and each of `count` articles, the likeness of its nearest text; 0 where it has none."""
        found = np.zeros((len(likeness), count), dtype=np.float32)
        if len(self.owners):
            starts = np.flatnonzero(np.append(True, self.owners[1:] != self.owners[:-1]))
            found[:, self.owners[starts]] = np.maximum.reduceat(likeness, starts, axis=1)
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions as the engine sees them. `about`: the share of each intent. `past`: which row of the past each of them
    is, if it is one (or -1). `meant`: their points by an embedding model (outside.py), without columns where none is
    asked."""

    points: Vectors
    about: Vectors
    words: sparse.csr_matrix
    pieces: sparse.csr_matrix
    known: Numbers
    past: NDArray[np.intp]
    meant: Vectors

    def part(self, rows: NDArray[np.intp]) -> "Asked":
        return Asked(*(getattr(self, name)[rows] for name in Asked.__slots__))


@dataclass(frozen=True, slots=True)
class Coverage:
    """What each article is about: `shares` of each intent in it (articles, intents), their `roots`; for each intent the
    article that is most about it, and how much that and the next are."""

    shares: Vectors
    roots: Vectors
    best: NDArray[np.intp]
    first: Vectors
    second: Vectors

    @classmethod
    def of(cls, shares: Vectors) -> "Coverage":
        if not len(shares):
            nothing = np.zeros(shares.shape[1], dtype=np.float32)
            return cls(shares, shares, nothing.astype(np.intp), nothing, nothing)
        best = shares.argmax(axis=0)
        columns = np.arange(shares.shape[1])
        others = shares.copy()
        others[best, columns] = 0.0
        return cls(shares, np.sqrt(shares), best, shares[best, columns], others.max(axis=0))

    def most(self, without: NDArray[np.intp]) -> Vectors:
        """For each question and intent, how much the article most about it is. `without`: the article of each question
        that is thought away (-1: none)."""
        return np.asarray(np.where(self.best == without[:, None], self.second, self.first))


@dataclass(frozen=True, slots=True)
class Centre:
    """A help centre with its history; the points of its own texts are drawn to their intents. A sentence stands behind
    the title of its article, without which it seldom says what it is about."""

    count: int
    wholes: Texts
    sentences: Texts
    past: Texts
    classes: Classes
    covered: Coverage
    word_vocabulary: Vocabulary
    piece_vocabulary: Vocabulary
    synonyms: Synonyms

    def asked(self, questions: Sequence[str], points: Vectors) -> Asked:
        tokens = [word_tokens(text) + self.synonyms.marks(text) for text in questions]
        known = np.array([self.word_vocabulary.known_share(one) for one in tokens], dtype=np.float32)
        pieces = self.piece_vocabulary.rows([piece_tokens(text) for text in questions])
        nobody, unsaid = np.full(len(questions), -1, dtype=np.intp), np.zeros((len(questions), 0), dtype=np.float32)
        return Asked(points, intents.shares(points), self.word_vocabulary.rows(tokens), pieces, known, nobody, unsaid)

    def evidence(self, asked: Asked) -> Numbers:
        """Questions, articles, NAMES."""
        return in_parts(asked, max(len(self.past.owners), len(self.sentences.owners)), self._evidence)

    def _evidence(self, asked: Asked) -> Numbers:
        about, drawn = asked.about[:, :-1], intents.drawn(asked.points, asked.about)
        meant = {
            "whole meaning": self.wholes.best(drawn @ self.wholes.points.T, self.count),
            "sentence meaning": self.sentences.best(drawn @ self.sentences.points.T, self.count),
            "whole words": self.wholes.best(_products(asked.words, self.wholes.words), self.count),
            "sentence pieces": self.sentences.best(_products(asked.pieces, self.sentences.pieces), self.count),
            "intents": np.sqrt(about) @ self.covered.roots.T,
            "intent": np.log(about @ self.covered.shares.T + LEAST),
        }
        return np.stack([*meant.values(), *self._past(asked)], axis=2)

    def _past(self, asked: Asked) -> list[Numbers]:
        """By the questions asked before; a question that is one of them does not know itself."""
        likenesses = [
            asked.points @ self.past.points.T,
            _products(asked.words, self.past.words),
            _products(asked.pieces, self.past.pieces),
        ]
        rows = np.flatnonzero(asked.past >= 0)
        for likeness in likenesses:
            likeness[rows, asked.past[rows]] = 0.0
        meaning, words, pieces = (self.past.best(likeness, self.count) for likeness in likenesses)
        meanings = _mean_of_best(self.past, likenesses[0], self.count)
        by_class = self.classes.scores(asked.points, asked.past, self.past.owners)
        return [meaning, meanings, words, pieces, by_class]


def in_parts(asked: Asked, compared: int, seen: Callable[[Asked], Numbers]) -> Numbers:
    """What is `seen` of many questions, each of which is compared with so many texts: some at once, for the likenesses
    of all would not fit into memory."""
    rows = np.arange(len(asked.points))
    step = max(1, LIKENESSES // max(compared, 1))
    parts = [seen(asked.part(rows[start : start + step])) for start in range(0, max(len(rows), 1), step)]
    return np.concatenate(parts)


def thought_away(evidence: Numbers, articles: NDArray[np.intp], estranged: Numbers | None = None) -> Numbers:
    """As if one article of each question did not exist: nothing speaks for it. `estranged`: the classes then."""
    left = evidence.copy()
    if estranged is not None and len(estranged):
        left[:, :, NAMES.index("past class")] = estranged
    left[np.arange(len(evidence)), articles] = left.min(axis=1)
    return left


def _products(questions: sparse.csr_matrix, rows: sparse.csr_matrix) -> Numbers:
    return np.asarray((questions @ rows.T).todense(), dtype=np.float32)


def _mean_of_best(texts: Texts, likeness: Numbers, count: int) -> Numbers:
    """The mean likeness of the nearest MOST_PAST texts of each article."""
    total = np.zeros((len(likeness), count), dtype=np.float32)
    left = likeness.copy()
    for _ in range(MOST_PAST):
        best = texts.best(left, count)
        total += best
        if len(texts.owners):
            left[left >= best[:, texts.owners]] = 0.0
    return np.asarray(total / MOST_PAST, dtype=np.float32)


def centre_of(
    articles: Sequence[Sequence[Version]],
    past: Sequence[tuple[str, int]],
    synonyms: Sequence[Sequence[str]],
    told: space.Told,
    readings: Readings | None = None,
) -> Centre:
    """`past` questions with the number of their article, sorted by it."""
    alike = Synonyms.of(synonyms)
    versions = [(number, title, said) for number, one in enumerate(articles) for title, said in one]
    owned = [
        [(f"{title}。{''.join(said)}", number) for number, title, said in versions],
        [(title, number) for number, title, _said in versions],
        list(past),
        [(f"{title}。{sentence}", number) for number, title, said in versions for sentence in said],
    ]
    texts = [text for kind in owned for text, _owner in kind]
    words = [word_tokens(text) + alike.marks(text) for text in texts]
    pieces = [piece_tokens(text) for text in texts]
    word_vocabulary, piece_vocabulary = Vocabulary.of(words), Vocabulary.of(pieces)
    points = space.points(texts, told=told, readings=readings)
    made: list[Texts] = []
    start = 0
    for kind in owned:
        end = start + len(kind)
        owners = np.array([owner for _text, owner in kind], dtype=np.intp)
        rows = (word_vocabulary.rows(words[start:end]), piece_vocabulary.rows(pieces[start:end]))
        made.append(Texts(owners, points[start:end], *rows))
        start = end
    whole, title, asked, sentence = made
    count = len(articles)
    classes = classing.learnt(asked.points, asked.owners, count)
    abouts = [intents.shares(one.points) for one in (title, whole, sentence)]
    covered = Coverage.of(_covered(title.best(abouts[0].T, count).T, whole.best(abouts[1].T, count).T))
    whole, sentence = (
        replace(one, points=intents.drawn(one.points, about))
        for one, about in zip((whole, sentence), abouts[1:], strict=True)
    )
    vocabularies = (word_vocabulary, piece_vocabulary)
    return Centre(count, whole, sentence, asked, classes, covered, *vocabularies, alike)


def _covered(by_title: Vectors, by_whole: Vectors) -> Vectors:
    about = intents.TITLE_SHARE * by_title + (1 - intents.TITLE_SHARE) * by_whole
    return np.asarray(about[:, :-1], dtype=np.float32)
