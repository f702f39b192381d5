"""What somebody may have meant to type: a word that the workspace knows, one or two letters away, or read alike."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from madoguchi.base.words.folding import fold, hiragana
from madoguchi.base.words.taking import words
from madoguchi.core.contacts.queries import LAST_LETTER
from madoguchi.core.people.actor import Actor
from madoguchi.features.search.query.asking import Asked
from madoguchi.features.search.query.spread import found_at_all

LOOKED_AT = 4_000  # known words of about the length that begin alike
SHORTEST = 4  # letters of a word that is worth guessing
TWO_MISTAKES_FROM = 8

ALIKE = """
SELECT typed FROM search_words
WHERE workspace_id = %s AND typed >= %s AND typed < %s AND length(typed) BETWEEN %s AND %s
GROUP BY typed LIMIT %s
"""
READ_ALIKE = "SELECT word FROM search_words WHERE workspace_id = %s AND typed = %s ORDER BY word LIMIT 5"


def corrected(asked: Asked, *, actor: Actor) -> str:
    """The search with another word for each that stands nowhere; "" where no better one is known.

    One query, and two more for each of these words.
    """
    terms = [term for term in asked.terms if not term.is_excluded]
    there = found_at_all(terms, actor=actor) if terms else set()
    text = asked.text
    for place, term in enumerate(terms):
        if place not in there and not term.is_phrase and (better := guess(term.text, actor=actor)):
            text = text.replace(term.text, better, 1)
    return text if text != asked.text else ""


def guess(text: str, *, actor: Actor) -> str:
    """A word to look for instead; "" where none is near. Two queries at most."""
    taken = words(text)
    reading = "".join(word.reading or word.form for word in taken)
    if not text.isascii() and reading and reading != hiragana(fold(text).text):
        return next((word for word in _read_alike(reading, actor) if word not in text), "")
    typed = hiragana(fold(text).text)
    if len(typed) < SHORTEST or not typed.isalpha():
        return ""
    most = 2 if len(typed) >= TWO_MISTAKES_FROM else 1
    near = [
        (distance, known)
        for known in _alike(typed, most, actor)
        if 0 < (distance := _apart(typed, known, most)) <= most
    ]
    return min(near)[1] if near else ""


def _alike(typed: str, most: int, actor: Actor) -> list[str]:
    """Those that begin with the same letter; a mistake in the first is found by the second, which then is the first."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for first in dict.fromkeys((typed[0], typed[1])):
            reach: list[Any] = [first, first + LAST_LETTER, len(typed) - most, len(typed) + most, LOOKED_AT]
            cursor.execute(ALIKE, [actor.workspace_id, *reach])
            found += [known for (known,) in cursor.fetchall()]
    return found


def _read_alike(reading: str, actor: Actor) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(READ_ALIKE, [actor.workspace_id, reading])
        return [word for (word,) in cursor.fetchall()]


def _apart(one: str, other: str, most: int) -> int:
    """Letters that were left out, added, changed or swapped with the next (Damerau's distance, restricted); more than
    `most` where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: Sequence[int] = []
    last: Sequence[int] = range(len(other) + 1)
    for n, letter in enumerate(one, 1):
        row = [n]
        for m, counter in enumerate(other, 1):
            cost = min(last[m] + 1, row[m - 1] + 1, last[m - 1] + (letter != counter))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == counter:
                cost = min(cost, before[m - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
