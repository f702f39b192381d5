"""Short texts that are found while somebody types: whatever their width, case and kana, and by their reading in kana
and romaji.

A row keeps them in a column `words`, each in a line of its own, so that what begins as somebody types is told from what
only holds it.
"""

from collections.abc import Iterable

from django.db.models import Q

from madoguchi.base.romaji import one_spelling, spelled
from madoguchi.base.text import normal
from madoguchi.base.words.taking import words as taken


def kept_lines(texts: Iterable[str]) -> str:
    """What the column holds: the texts as lines, each between line breaks."""
    lines = dict.fromkeys(normal(text) for text in texts)
    return "\n".join(["", *(" ".join(line.split()) for line in lines if line), ""])


def named(name: str) -> tuple[str, str, str]:
    """A name, its reading in hiragana and that in Latin letters: 返金のご案内 is also へんきんのごあんない."""
    reading = _reading(name)
    return name, reading, spelled(reading)


def holds(before: str, word: str) -> Q:
    """Rows with a word, behind `before` ("" or a line break), however it is spelled."""
    wanted = Q(words__contains=before + word)
    latin = one_spelling(word) if word.isascii() else word
    return wanted | Q(words__contains=before + latin) if latin and latin != word else wanted


def _reading(name: str) -> str:
    """In hiragana, as far as it is known."""
    made, at = [], 0
    for word in taken(name):
        made += [name[at : word.start], word.reading or name[word.start : word.end]]
        at = word.end
    return normal("".join([*made, name[at:]]))
