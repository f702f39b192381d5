"""Where in an article a question is answered: the section that is nearest to it, by what is known of its sentences.

The sentences of an article were read when it was learnt, and are compared with every question anyway. A section is as
near as the nearest of its sentences and as all of them on average, and as its heading; words help a little. A heading
is read by the quick encoder, some 0.8 ms each, and kept; its first sentence stands behind it and the title of the
article as both encoders read them: the nearer of both counts. What was rewritten since is known by its heading alone.
MARGIN and the weights were chosen by `python -m bench.answers --sections`: with a smaller margin more sections are said
that do not answer, with a larger one more beginnings.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from madoguchi.features.answers.ranking import intents, passages, space
from madoguchi.features.answers.ranking.encoders import Vectors
from madoguchi.features.answers.ranking.evidence import Asked, Centre
from madoguchi.features.answers.ranking.lexical import piece_tokens, word_tokens
from madoguchi.features.answers.ranking.shapes import Part

NEAREST, AVERAGE, HEADING, WORDS = 1.0, 1.0, 1.0, 0.4
MARGIN = 0.1  # a section must be so much nearer than the beginning
KEPT = 500  # articles whose headings are kept: 2 KB each heading


def best(centre: Centre, asked: Asked, article: int, title: str, parts: Sequence[Part]) -> int:
    """The number of the part; 0, the beginning, where none is nearer by MARGIN. `asked` is one question, `article` the
    number of the article (-1: it was not learnt)."""
    near = nearness(centre, asked, article, title, parts)
    if not parts[0].body.strip():
        return int(near[1:].argmax()) + 1  # there is no beginning: it would be the first of the others
    found = int(near.argmax())
    return found if near[found] - near[0] >= MARGIN else 0


def nearness(centre: Centre, asked: Asked, article: int, title: str, parts: Sequence[Part]) -> NDArray[np.float64]:
    """Of each part. The beginning stands below the title of the article."""
    drawn = intents.drawn(asked.points, asked.about)[0]
    rows = np.flatnonzero(centre.sentences.owners == article)
    likeness = centre.sentences.points[rows] @ drawn
    headings = _headings(tuple(part.heading or title for part in parts)) @ drawn
    texts = [f"{part.heading}。{part.body}" if part.heading else part.body for part in parts]
    words = (centre.word_vocabulary.rows([word_tokens(text) for text in texts]) @ asked.words.T).toarray()[:, 0]
    near = (WORDS if headings.any() else 1.0) * words  # without an encoder there are words alone
    for place, known in enumerate(_learnt(centre, rows, title, parts)):
        said = likeness[known] if known else headings[place : place + 1]
        near[place] += HEADING * max(headings[place], said[0]) + NEAREST * said.max() + AVERAGE * said.mean()
    return np.asarray(near, dtype=np.float64)


def _learnt(centre: Centre, rows: NDArray[np.intp], title: str, parts: Sequence[Part]) -> list[list[int]]:
    """For each part, which of the article's learnt sentences (numbers among `rows`) it still says: those of the same
    pieces."""
    pieces, known = centre.sentences.pieces, centre.piece_vocabulary.places
    learnt = {
        frozenset(pieces.indices[pieces.indptr[row] : pieces.indptr[row + 1]].tolist()): number
        for number, row in enumerate(rows)
    }
    found = list[list[int]]()
    for part in parts if learnt else ():
        texts = [f"{passages.below(title, part.heading)}。{one}" for one in passages.sentences(part.body)]
        same = [learnt.get(frozenset(known[token] for token in piece_tokens(text) if token in known)) for text in texts]
        found.append([number for number in same if number is not None])
    return found or [[] for _part in parts]


@lru_cache(maxsize=KEPT)
def _headings(texts: tuple[str, ...]) -> Vectors:
    """By the quick encoder alone; zeros where there is none."""
    return space.points(texts, letters=0)


def forget() -> None:
    """The headings that were read: the next question reads them anew."""
    _headings.cache_clear()
