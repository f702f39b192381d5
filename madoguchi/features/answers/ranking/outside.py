"""What an embedding model behind an address says that texts mean, as further evidence (docs/adr/0024).

Its vectors are as long as it likes. What they have in common is taken away, and at most SIZE directions are kept, those
in which the texts at hand differ most (principal components), so that a help centre stays small and is compared as a
whole with every question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from madoguchi.features.answers.ranking.encoders import Vectors
from madoguchi.features.answers.ranking.evidence import Asked, Centre, Numbers, Version, in_parts
from madoguchi.features.answers.ranking.space import kept_lines, unit

MORE = ("outside section", "outside past")  # evidence, after evidence.NAMES
SIZE = 256
FITTED = 2_000  # texts from which the directions are found
LETTERS = 2_000  # of a section
BESIDE = 1_000  # questions of the phrasebook


@dataclass(frozen=True, slots=True, eq=False)
class Outside:
    """Vectors of texts, one row each, as the `model` gave them."""

    model: str
    texts: tuple[str, ...]
    vectors: NDArray[np.float16]

    def of(self, texts: Sequence[str]) -> tuple[NDArray[np.intp], Vectors]:
        """Which of the texts it knows, and their vectors."""
        places = {text: place for place, text in enumerate(self.texts)}
        known = [(row, places[text]) for row, text in enumerate(texts) if text in places]
        rows, found = (np.array([one[side] for one in known], dtype=np.intp) for side in (0, 1))
        return rows, self.vectors[found].astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """A help centre as an embedding model sees it: `middle` and `basis` bring a vector to a point; `sections` are those
    of Centre.wholes, `past` those of the rows `known` of Centre.past."""

    middle: Vectors
    basis: Vectors
    sections: Vectors
    past: Vectors
    known: NDArray[np.intp]

    def fits(self, vector: Vectors) -> bool:
        """Whether it is as long as those that this was made from."""
        return len(vector) == len(self.middle)

    def points(self, vectors: Vectors) -> Vectors:
        """Of length 1; for vectors that fit."""
        return unit((vectors - self.middle) @ self.basis)

    def evidence(self, centre: Centre, asked: Asked) -> Numbers:
        """That of the centre, and MORE; a question of the past does not know itself."""
        more = in_parts(asked, len(centre.past.owners), partial(self._more, centre))
        return np.concatenate([centre.evidence(asked), more], axis=2)

    def _more(self, centre: Centre, asked: Asked) -> Numbers:
        by_section = centre.wholes.best(asked.meant @ self.sections.T, centre.count)
        likeness = np.zeros((len(asked.meant), len(centre.past.owners)), dtype=np.float32)
        likeness[:, self.known] = asked.meant @ self.past.T
        rows = np.flatnonzero(asked.past >= 0)
        likeness[rows, asked.past[rows]] = 0.0
        by_past = centre.past.best(likeness, centre.count)
        return np.stack([by_section, by_past], axis=2)


def sections_of(versions: Iterable[Sequence[Version]]) -> list[str]:
    """The texts of all sections, in the order of Centre.wholes."""
    return [f"{title}。{''.join(said)}"[:LETTERS] for one in versions for title, said in one]


def texts_beside() -> list[str]:
    """What is learnt from beside a help centre and its past: small talk, and some questions of the phrasebook."""
    questions = kept_lines("questions")
    rows = np.random.default_rng(4).permutation(len(questions))[:BESIDE]
    return [*kept_lines("chatter"), *(questions[row] for row in rows)]


def meanings_of(outside: Outside, sections: Sequence[str], past: Sequence[str]) -> Meanings | None:
    """None where a section is not known to it."""
    rows, of_sections = outside.of(sections)
    if not len(rows) or len(rows) < len(sections):
        return None
    known, of_past = outside.of(past)
    dice = np.random.default_rng(5)
    some = outside.vectors[dice.permutation(len(outside.vectors))[:FITTED]].astype(np.float32)
    middle = some.mean(axis=0)
    basis = _directions(some - middle)
    nothing = np.zeros((0, basis.shape[1]), dtype=np.float32)
    bare = Meanings(middle, np.ascontiguousarray(basis), nothing, nothing, known)
    return replace(bare, sections=bare.points(of_sections), past=bare.points(of_past))


def _directions(rows: Vectors) -> Vectors:
    """The SIZE principal ones, or as many as there are, from a random start by four turns (Halko, Martinsson, Tropp
    2011, arXiv 0909.4061): the whole decomposition takes a minute and more where others use the processor too."""
    size = min(SIZE, *rows.shape)
    span = rows @ np.random.default_rng(5).normal(size=(rows.shape[1], size + 16)).astype(np.float32)
    for _ in range(4):
        span = rows @ np.linalg.qr(rows.T @ np.linalg.qr(span)[0])[0]
    return np.asarray(np.linalg.svd(np.linalg.qr(span)[0].T @ rows, full_matrices=False)[2][:size].T, dtype=np.float32)
