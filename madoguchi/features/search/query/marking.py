"""The words that were found, in the text that holds them: for showing, and for the page that is opened."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from madoguchi.base.words.taking import words
from madoguchi.features.search.document import MOST_LETTERS, PERSONAL
from madoguchi.features.search.query.asked import Term

AROUND = 60  # letters before the first word that is shown


class Segment(NamedTuple):
    """A piece of a text; `is_found`: one of the words."""

    text: str
    is_found: bool


class Marker:
    """Finds the words of some terms in texts."""

    def __init__(self, terms: Sequence[Term]) -> None:
        lexemes = [one for term in terms if not term.is_excluded for way in term.ways for one in way]
        plain = [(one.form.removeprefix(PERSONAL), one.is_begun) for one in lexemes]
        self._whole = frozenset(form for form, is_begun in plain if not is_begun)
        self._begun = tuple({form for form, is_begun in plain if is_begun})
        self._is_of_one_letter = all(len(form) == 1 for form, _is_begun in plain)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where words stand, in order; those that touch are one. A letter that touches no other (書 of 領収書, where
        somebody looks for 請求書) is none."""
        found: list[tuple[int, int]] = []
        for word in words(text[:MOST_LETTERS]):
            if word.form and (word.form in self._whole or word.form.startswith(self._begun)):
                if found and word.start <= found[-1][1]:
                    found[-1] = (found[-1][0], max(found[-1][1], word.end))
                else:
                    found.append((word.start, word.end))
        return [span for span in found if span[1] - span[0] > 1 or self._is_of_one_letter]

    def marked(self, text: str) -> list[Segment]:
        """The whole text, on one line."""
        return list(_segments(text, self.spans(text), 0, len(text)))

    def snippet(self, text: str, length: int = 200) -> list[Segment]:
        """The part of a text in which the most words stand; [] where there is none."""
        spans = self.spans(text)
        if not spans:
            return []
        first = max(range(len(spans)), key=lambda n: (_kinds(text, spans, n, length), -n))
        start = _line_start(text, spans[first][0])
        return [
            *([Segment("… ", False)] if start else []),
            *_segments(text, spans, start, min(start + length, len(text))),
            *([Segment(" …", False)] if start + length < len(text) else []),
        ]

    def surfaces(self, text: str) -> list[str]:
        """The words as they stand in the text, each once."""
        return list(dict.fromkeys(text[start:end] for start, end in self.spans(text)))


def _kinds(text: str, spans: Sequence[tuple[int, int]], first: int, length: int) -> int:
    """How many different words stand within `length` letters from one of them on."""
    until = spans[first][0] + length - AROUND
    return len({text[start:end].lower() for start, end in spans[first:] if end <= until})


def _line_start(text: str, place: int) -> int:
    """Where to begin: with the line or sentence of the word, if it begins near."""
    start = max(0, place - AROUND)
    if start:
        breaks = [
            text.rfind(sign, start, place) + len(sign)
            for sign in ("\n", "。", ". ", "！", "？")
            if sign in text[start:place]
        ]
        start = max([start, *breaks])
    return start


def _segments(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Segment]:
    place = start
    for begins, ends in spans:
        if begins < start or ends > end:
            continue
        if begins > place:
            yield Segment(_on_one_line(text[place:begins]), False)
        yield Segment(_on_one_line(text[begins:ends]), True)
        place = ends
    if place < end:
        yield Segment(_on_one_line(text[place:end]), False)


def _on_one_line(text: str) -> str:
    inside = " ".join(text.split())
    return f"{' ' if text[:1].isspace() else ''}{inside}{' ' if inside and text[-1:].isspace() else ''}"
