"""What somebody may have meant to type: a word that the workspace knows, one or two letters away, or read alike."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from madoguchi.base.words.folding import fold, hiragana
from madoguchi.base.words.taking import words
from madoguchi.core.contacts.queries import LAST_LETTER
from madoguchi.core.people.actor import Actor
from madoguchi.features.search.query.asking import Asked
from madoguchi.features.search.query.spread import found_at_all

LOOKED_AT = 4_000  # known words of about the length that begin alike, for each word
SHORTEST = 4  # letters of a word that is worth guessing
TWO_MISTAKES_FROM = 8
MOST_GUESSED = 4  # words of a search

# A mistake in the first letter is found by the second, which then is the first.
ALIKE = """
SELECT one.asked, known.typed
FROM unnest(%s::text[], %s::int[]) AS one (asked, most) CROSS JOIN LATERAL (
  SELECT DISTINCT typed FROM search_words
  WHERE workspace_id = %s AND (typed >= left(asked, 1) AND typed < left(asked, 1) || %s
                               OR typed >= substr(asked, 2, 1) AND typed < substr(asked, 2, 1) || %s)
    AND length(typed) BETWEEN length(asked) - most AND length(asked) + most
  LIMIT %s
) AS known
"""
READ_ALIKE = "SELECT typed, word FROM search_words WHERE workspace_id = %s AND typed = ANY(%s) ORDER BY word"


def corrected(asked: Asked, *, actor: Actor) -> str:
    """The search with another word for each that stands nowhere; "" where no better one is known. Three queries."""
    terms = [term for term in asked.terms if not term.is_excluded]
    there = found_at_all(terms, actor=actor) if terms else set()
    odd = [term.text for n, term in enumerate(terms) if n not in there and not term.is_phrase][:MOST_GUESSED]
    text = asked.text
    for word, better in _guesses(odd, actor).items():
        text = text.replace(word, better, 1)
    return text if text != asked.text else ""


def _guesses(odd: Sequence[str], actor: Actor) -> dict[str, str]:
    """A better word for each for which there is one."""
    readings = {word: reading for word in odd if (reading := _reading(word))}
    typed = {word: hiragana(fold(word).text) for word in odd if word not in readings}
    typed = {word: form for word, form in typed.items() if len(form) >= SHORTEST and form.isalpha()}
    read_alike = _read_alike(set(readings.values()), actor) if readings else {}
    alike = _alike(set(typed.values()), actor) if typed else {}
    found = {
        word: next((one for one in read_alike[reading] if one not in word), "") for word, reading in readings.items()
    }
    found |= {word: _nearest(form, alike[form]) for word, form in typed.items()}
    return {word: better for word, better in found.items() if better}


def _reading(word: str) -> str:
    """How kanji are read; "" for what is written as it is read."""
    reading = "".join(piece.reading or piece.form for piece in words(word))
    return "" if word.isascii() or reading == hiragana(fold(word).text) else reading


def _read_alike(readings: set[str], actor: Actor) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(READ_ALIKE, [actor.workspace_id, list(readings)])
        for typed, word in cursor.fetchall():
            found[typed].append(word)
    return found


def _alike(typed: set[str], actor: Actor) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    forms = list(typed)
    with connection.cursor() as cursor:
        most = [_most(form) for form in forms]
        cursor.execute(ALIKE, [forms, most, actor.workspace_id, LAST_LETTER, LAST_LETTER, LOOKED_AT])
        for form, known in cursor.fetchall():
            found[form].append(known)
    return found


def _most(form: str) -> int:
    """Mistakes that may be in a word."""
    return 2 if len(form) >= TWO_MISTAKES_FROM else 1


def _nearest(form: str, known: Sequence[str]) -> str:
    most = _most(form)
    near = [(distance, one) for one in known if 0 < (distance := _apart(form, one, most)) <= most]
    return min(near)[1] if near else ""


def _apart(one: str, other: str, most: int) -> int:
    """Letters that were left out, added, changed or swapped with the next (Damerau's distance, restricted); more than
    `most` where it is more."""
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
