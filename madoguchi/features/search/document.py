"""What one thing says, as PostgreSQL takes it: a tsvector, written as text (PostgreSQL 18, 8.11.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from madoguchi.base.kana import to_romaji
from madoguchi.base.words.folding import fold, hiragana
from madoguchi.base.words.taking import LONGEST, Word, words

SUBJECT, NAME, TEXT, REST = "A", "B", "C", "D"  # the weights of PostgreSQL, the heaviest first
PERSONAL = "@"  # before a word of an address, which not everybody may find
APART = 8  # places between two parts, so that no phrase goes from one to the other
LAST_PLACE = 16_383  # PostgreSQL's; what comes later is found, but is no part of a phrase
MOST_PLACES = 32  # of one word; the first ones tell as much
MOST_LETTERS = 60_000  # of one part; nobody finds a mail by its last page


@dataclass(frozen=True, slots=True)
class Part:
    """A text with its weight. `is_personal`: found by those alone who may read addresses. `reading` is the furigana of
    the whole, where somebody wrote it down."""

    text: str
    weight: str = TEXT
    is_personal: bool = False
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to be found, and where it belongs."""

    thing_id: int
    at: datetime
    parts: tuple[Part, ...]
    conversation_id: int | None = None
    inbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A document taken apart: its tsvector, and how its words may be typed (see models.KnownWord)."""

    document: Document
    vector: str
    known: frozenset[tuple[str, str]]


def taken(document: Document) -> Taken:
    """The words of a document with their places."""
    places: dict[str, list[str]] = {}
    known: set[tuple[str, str]] = set()
    first = 1
    for part in document.parts:
        found = words(part.text[:MOST_LETTERS])
        for word in found:
            if word.form:
                form = PERSONAL + word.form if part.is_personal else word.form
                places.setdefault(form, []).append(f"{min(first + word.place, LAST_PLACE)}{part.weight}")
        if not part.is_personal:
            known.update(_known(part, found))
        if found:
            first = min(first + found[-1].place + APART, LAST_PLACE)
    vector = " ".join(f"{quoted(form)}:{','.join(where[:MOST_PLACES])}" for form, where in places.items())
    return Taken(document, vector, frozenset(known))


def _known(part: Part, found: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """How the words of a part may be typed; those of names in romaji too."""
    for word in found:
        if word.reading and word.form:
            yield word.reading, word.form
            if part.weight == NAME and (romaji := to_romaji(word.reading)):
                yield romaji, word.form
        elif word.form.isascii() and word.form.isalpha() and not word.part_of:
            yield fold(part.text[word.start : word.end]).text[:LONGEST], word.form
    whole = " ".join(word.form for word in found if word.form)
    if part.reading and whole and len(whole) <= LONGEST:
        reading = hiragana(fold("".join(part.reading.split())).text)[:LONGEST]
        yield from ((typed, whole) for typed in (reading, to_romaji(reading)) if typed)


def quoted(form: str) -> str:
    """A word as a literal of tsvector and tsquery."""
    return "'" + form.replace("\\", "\\\\").replace("'", "''") + "'"
