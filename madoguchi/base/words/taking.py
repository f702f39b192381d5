"""A text as words: each with its place among them, where it stood, and the form by which it is found.

What does not say anything alone (particles, "the") keeps its place and has no form, so that neighbours stay neighbours.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from madoguchi.base.words import japanese
from madoguchi.base.words.english import STOPS, stem
from madoguchi.base.words.folding import Folded, fold

LONGEST = japanese.LONGEST
_JAPANESE = "々〆〇ぁ-ゖーァ-ヺ㐀-䶿一-鿿豈-﫿\U00020000-\U0003134f"
_TOKEN = re.compile(
    rf"""
    (?P<mail>[a-z0-9._%+-]{{1,64}}@[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{1,8}})
  | (?P<number>\d{{1,3}}(?:,\d{{3}})+(?!\d))
  | (?P<latin>[a-z0-9]+(?:[-_./:\#'’&+=][a-z0-9]+)*)
  | (?P<japanese>[{_JAPANESE}]+)
  | (?P<other>[^\W_]+)
    """,
    re.VERBOSE,
)
_PART = re.compile(r"[a-z]+|\d+")
_SHORT_ENDING = re.compile(r"['’](?:s|t|d|m|re|ve|ll)$")
_EVERYWHERE = frozenset({"com", "net", "org", "co", "jp", "ne", "or", "ac", "go", "www", "http", "https", "html"})


class Word(NamedTuple):
    """`place` counts words from 0; the letters stood from `start` to `end`. `form` "": it says nothing alone and is not
    searched. `reading` in hiragana, where it is another. `part_of`: the form of the code (an order number, an address)
    of which this is a piece."""

    place: int
    start: int
    end: int
    form: str
    reading: str = ""
    part_of: str = ""


def words(text: str) -> list[Word]:
    """All words of a text, in their order."""
    folded = fold(text)
    found: list[Word] = []
    place = 0
    for match in _TOKEN.finditer(folded.text):
        kind, token, start = match.lastgroup, match[0], match.start()
        if kind == "japanese":
            for begin, end, form, reading in japanese.pieces(token):
                found.append(Word(place, start + begin, start + end, form, reading))
                place += 1
        elif kind == "mail" or (kind == "latin" and not token.isalpha() and not token.isdigit()):
            found += _code(token, start, place)
            place = found[-1].place + 1
        else:
            found.append(Word(place, start, match.end(), _form(token.replace(",", ""))))
            place += 1
    return found if folded.places is None else [_where_it_stood(word, folded) for word in found]


def forms(text: str) -> frozenset[str]:
    """Which words it has, by their forms; those that say nothing alone are left out."""
    return frozenset(word.form for word in words(text) if word.form)


def _where_it_stood(word: Word, folded: Folded) -> Word:
    start, end = folded.span(word.start, word.end)
    return word._replace(start=start, end=end)


def _code(text: str, start: int, place: int) -> Iterator[Word]:
    """An order number, a mail address, a file name: as a whole, and its pieces."""
    short = _SHORT_ENDING.search(text)
    if short and text[: short.start()].isalpha():
        yield Word(place, start, start + len(text), _form(text[: short.start()]))
        return
    whole = joined(text)
    yield Word(place, start, start + len(text), whole)
    for n, part in enumerate(_PART.finditer(text)):
        says_nothing = part[0] in _EVERYWHERE or len(part[0]) == 1 or len(part[0]) == len(text)
        form = "" if says_nothing else _form(part[0])
        yield Word(place + n, start + part.start(), start + part.end(), form, part_of=whole)


def joined(code: str) -> str:
    """The form of a code: A-1234, a1234 and Ａ－１２３４ are one. A mail address keeps its signs."""
    return code[:LONGEST] if "@" in code else "".join(c for c in code if c.isalnum())[:LONGEST]


def _form(word: str) -> str:
    if len(word) > LONGEST or word in STOPS:
        return ""
    return stem(word) if word.isalpha() and word.isascii() else word
