"""The part of an address that names an article: short words in Latin letters where the title can be read so."""

import re
import unicodedata

from madoguchi.base.kana import to_romaji
from madoguchi.base.words.folding import fold, hiragana
from madoguchi.base.words.taking import words

LONGEST = 60
GOOD = re.compile(r"[\w]+(?:-[\w]+)*")
_APART = re.compile(r"[\W_]+")


def slug_of(title: str) -> str:
    """Of "Resetting it" resetting-it, of 返金のご案内 henkin-no-go-annai; "" where there is nothing to name."""
    made, at = [], 0
    folded = fold(title).text
    for word in words(folded):
        if word.part_of or word.start < at:
            continue
        said = folded[word.start : word.end]
        made.append(to_romaji(word.reading or hiragana(said)) or said)
        at = word.end
    return _cut(_APART.sub("-", "-".join(made)).strip("-"))


def typed_slug(typed: str) -> str:
    """An address as somebody typed it, in its one form; "" where it is none."""
    slug = _APART.sub("-", unicodedata.normalize("NFKC", typed).casefold()).strip("-")[:80].strip("-")
    return slug if GOOD.fullmatch(slug) else ""


def _cut(slug: str) -> str:
    """At most LONGEST letters, whole words where there are several."""
    if len(slug) <= LONGEST:
        return slug
    return slug[:LONGEST].rpartition("-")[0] or slug[:LONGEST]
