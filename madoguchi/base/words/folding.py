"""The letters in which texts are compared: one form for all ways to write the same, and where each stood."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.base.text import AS_HIRAGANA

# Letters of names that are written in two ways; Sudachi knows the plain ones. 斉 stays: it is a part of other words.
_OLD = "髙﨑嵜碕德濵濱邊邉邉齋齊嶋嶌澤櫻廣國瀨眞榮惠增靜龍冨渕圓壽實樂淺渡"
_NEW = "高崎崎崎徳浜浜辺辺辺斎斎島島沢桜広国瀬真栄恵増静竜富淵円寿実楽浅渡"
_VARIANTS = dict(zip(map(ord, _OLD), _NEW, strict=True))
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63]")
_JOINED = re.compile("[\u0300-\u036f\u3099\u309a\uff9e\uff9f]")  # marks that belong to the letter before
_CLUSTER = re.compile("(?s:.)[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in the letters of comparison. `places` has where each of them stood; None: where it stands."""

    text: str
    length: int
    places: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the folded text stood in the one that was given."""
        if self.places is None:
            return start, end
        while end < len(self.places) and self.places[end] == self.places[end - 1]:
            end += 1  # a letter that became several: ㈱
        return self.places[start], self.places[end] if end < len(self.places) else self.length


def fold(text: str) -> Folded:
    """Insensitive to width, case, diacritics and old forms of kanji. Katakana stay, because Sudachi reads them."""
    if text.isascii():
        return Folded(text.lower(), len(text))
    folded = text.translate(_letters)
    if _letters.odd.isdisjoint(text) and not _JOINED.search(text):
        return Folded(folded, len(text))
    parts: list[str] = []
    places: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        part = _folded(cluster[0])
        parts.append(part)
        places += [cluster.start()] * len(part)
    return Folded("".join(parts), len(text), places)


def hiragana(text: str) -> str:
    """Katakana as hiragana."""
    return text.translate(AS_HIRAGANA)


def _folded(cluster: str) -> str:
    whole = unicodedata.normalize("NFKC", cluster)
    if not whole or unicodedata.category(whole[0]) in ("Cf", "Cc", "Co", "Cs", "Cn"):
        return " " if whole and whole[0] in "\t\n\r\x0b\x0c\x85" else ""
    if "LATIN" in unicodedata.name(whole[0], ""):
        whole = "".join(c for c in unicodedata.normalize("NFKD", whole) if not unicodedata.combining(c))
    return _DASHES.sub("-", whole).casefold().translate(_VARIANTS)


class _Letters(dict[int, str]):
    """For str.translate: each letter's form, found out when it is first met. `odd`: those that do not become one."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: set[str] = set()

    def __missing__(self, code: int) -> str:
        form = _folded(chr(code))
        if len(form) != 1:
            self.odd.add(chr(code))
        self[code] = form
        return form


_letters = _Letters()
