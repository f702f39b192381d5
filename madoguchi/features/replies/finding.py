"""By what a saved reply is found: name, shortcut, folder and text, whatever their width, case and kana, and by the
reading of its name in kana and romaji.

Each stands in a line of its own, so that what begins as somebody types is told from what only holds it.
"""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from madoguchi.base.text import normal
from madoguchi.base.words.lines import holds, kept_lines, named
from madoguchi.features.replies.models import SavedReply

MOST_WORDS = 8
MOST_OFFERED = 20


def words_of(reply: SavedReply) -> str:
    """The lines that a search looks through."""
    return kept_lines([reply.shortcut, *named(reply.name), reply.folder, reply.text])


def found(rows: QuerySet[SavedReply], text: str) -> QuerySet[SavedReply]:
    """Those that hold every word; all for no word."""
    for word in _asked(text).split()[:MOST_WORDS]:
        rows = rows.filter(holds("", word))
    return rows


def best(rows: QuerySet[SavedReply], text: str, *, language: str = "") -> list[SavedReply]:
    """The MOST_OFFERED best of those found: what begins as was typed, in the language of the letter, the most used."""
    asked = _asked(text)
    begins = _first(holds("\n", asked)) if asked else Value(0)
    spoken = _first(Q(language=language)) if language else Value(0)
    ordered = found(rows, text).order_by(begins, spoken, "-used", "name", "id")
    return list(ordered[:MOST_OFFERED])


def _asked(text: str) -> str:
    return normal(text).lstrip("/")


def _first(wanted: Q) -> Case:
    return Case(When(wanted, then=Value(0)), default=Value(1), output_field=IntegerField())
