"""Texts as weighted words and as weighted pieces of words: sparse rows of length 1, compared by their product."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from madoguchi.base.words.folding import fold, hiragana
from madoguchi.base.words.taking import words

MOST_LETTERS = 2_000
_RUN = re.compile(r"[^\W_]+")


def word_tokens(text: str) -> list[str]:
    """The forms by which words are found, and the readings of those in kanji."""
    found = []
    for word in words(text[:MOST_LETTERS]):
        if word.form:
            found.append(word.form)
        if word.form and word.reading:
            found.append(f"~{word.reading}")
    return found


def piece_tokens(text: str) -> list[str]:
    """Two and three letters in a row for Japanese, three and four for Latin, with the ends of words."""
    found = []
    for run in _RUN.findall(hiragana(fold(text[:MOST_LETTERS]).text)):
        if run.isascii():
            framed = f" {run} "
            found += [framed[n : n + size] for size in (3, 4) for n in range(len(framed) - size + 1)]
        else:
            found += [run[n : n + size] for size in (2, 3) for n in range(len(run) - size + 1)] or [run]
    return found


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of words that mean one thing here, in the letters of comparison."""

    groups: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, groups: Iterable[Sequence[str]]) -> "Synonyms":
        folded = (tuple(word for one in group if (word := hiragana(fold(one).text).strip())) for group in groups)
        return cls(tuple(group for group in folded if len(group) > 1))

    def marks(self, text: str) -> list[str]:
        """A token for each group of which the text has a word."""
        if not self.groups:
            return []
        plain = hiragana(fold(text[:MOST_LETTERS]).text)
        return [f"={n}" for n, group in enumerate(self.groups) if any(word in plain for word in group)]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`places` of tokens among the columns, and how much each says (`weights`, the logarithm of how seldom it is)."""

    places: dict[str, int]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]]) -> "Vocabulary":
        counts: Counter[str] = Counter()
        total = 0
        for tokens in texts:
            counts.update(set(tokens))
            total += 1
        names = sorted(counts)
        seldom = np.log((total + 1.0) / (np.array([counts[name] for name in names], dtype=np.float32) + 0.5)) + 0.1
        return cls({name: n for n, name in enumerate(names)}, seldom.astype(np.float32))

    def rows(self, texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """One row a text, of length 1; what the vocabulary does not know is left out, and makes no row shorter."""
        columns: list[int] = []
        values: list[float] = []
        ends = [0]
        for tokens in texts:
            counts = Counter(place for token in tokens if (place := self.places.get(token)) is not None)
            weights = [(1.0 + np.log(count)) * self.weights[place] for place, count in counts.items()]
            length = float(np.sqrt(sum(weight * weight for weight in weights))) or 1.0
            columns += counts
            values += [weight / length for weight in weights]
            ends.append(len(columns))
        shape = (len(texts), len(self.places))
        return sparse.csr_matrix(
            (np.array(values, dtype=np.float32), np.array(columns, dtype=np.int32), ends), shape=shape
        )

    def shares_known_elsewhere(self, rows: sparse.csr_matrix) -> NDArray[np.float32]:
        """The same for texts of which the vocabulary was made: a word that one of them alone has is not known."""
        said = rows.astype(bool).astype(np.float32)
        elsewhere = np.where(self.weights < self.weights.max(initial=0.0), self.weights, 0.0)
        return np.asarray((said @ elsewhere) / np.maximum(said @ self.weights, 1e-6), dtype=np.float32)

    def known_share(self, tokens: Sequence[str]) -> float:
        """How much of what a text says is in words that are known; an unknown word counts as the most seldom."""
        most = float(self.weights.max(initial=1.0))
        weights = [
            float(self.weights[place]) if (place := self.places.get(token)) is not None else -most
            for token in set(tokens)
        ]
        total = sum(map(abs, weights))
        return sum(weight for weight in weights if weight > 0) / total if total else 0.0
