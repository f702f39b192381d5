"""What changed from one text to another: by lines first, then by words within the lines that changed, Japanese words
too. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from madoguchi.base.words.taking import words

SAME, ADDED, REMOVED = "same", "added", "removed"
MOST_WORDS = 4_000  # of a part that is compared word by word; a larger one changed as a whole
_APART = re.compile(r"\s+|[^\w\s]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text, line ends and all. `kind` is "same", "added" or "removed"."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces in their order: those that are not added make `before`, those that are not removed make `after`."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found = (piece for piece in _compared(old, new, by_words=True) if piece.text)
    return [
        Piece(kind, "".join(piece.text for piece in pieces))
        for kind, pieces in groupby(found, key=lambda piece: piece.kind)
    ]


def _compared(old: Sequence[str], new: Sequence[str], *, by_words: bool) -> Iterator[Piece]:
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if what == "equal":
            yield Piece(SAME, gone)
        elif what == "replace" and by_words:
            yield from _by_words(gone, come)
        else:
            yield from (Piece(REMOVED, gone), Piece(ADDED, come))


def _by_words(gone: str, come: str) -> Iterator[Piece]:
    old, new = _words(gone), _words(come)
    if max(len(old), len(new)) > MOST_WORDS:
        yield from (Piece(REMOVED, gone), Piece(ADDED, come))
    else:
        yield from _compared(old, new, by_words=False)


def _words(text: str) -> list[str]:
    """The text in words, signs and blanks, which together are all of it."""
    cuts = {0, len(text)}
    for word in words(text):
        cuts |= {word.start, word.end}
    for found in _APART.finditer(text):
        cuts |= {found.start(), found.end()}
    places = sorted(cuts)
    return [text[begin:end] for begin, end in pairwise(places)]
