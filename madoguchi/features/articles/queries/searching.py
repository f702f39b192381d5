"""Looking for articles: as readers do, in their own words, and while they are still typing."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection

from madoguchi.base.romaji import one_spelling
from madoguchi.base.text import normal
from madoguchi.base.words.scripts import IN_TWO_SCRIPTS
from madoguchi.base.words.taking import Word, words
from madoguchi.features.articles.finding import ROMAJI, forms_of
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.public import allowed, public

LONGEST = 200  # letters of a question that are read
MOST_WORDS = 24
MOST_FOUND = 400  # that fit best, among which it is looked who may read them
OF_A_WORD = 1_000  # texts in which a word weighs most; a word in more of them tells little
SYNONYM = 0.7  # what another word for the same counts
BEGUN = 0.6  # what a word counts of which only the beginning was typed
LEAST_COVERED = 0.42  # of what was asked, by how rare its words are
UNKNOWN = 0.8  # what a word counts there that stands in no article
HOW_MUCH = re.compile(r"\bhow\s+(long|much|many|often|soon)\b(?:.*?\b(take|takes|took|taken)\b)?", re.IGNORECASE)
KANA = re.compile("[ぁ-ゖァ-ヺｦ-ﾟー]{2,20}")
LONGEST_WORD = 30  # letters of a word that may be only begun

Synonyms = Callable[[int, str], Iterable[Sequence[str]]]
_synonyms: list[Synonyms] = []

FIND = """
WITH asked AS (
  SELECT * FROM unnest(%(places)s::int[], %(words)s::text[], %(untils)s::text[], %(gains)s::float8[])
    AS asked (place, word, until, gain)
), met AS (
  SELECT asked.place, found.text_id, max(found.weight * asked.gain) AS gain
  FROM asked CROSS JOIN LATERAL (
    (SELECT one.text_id, one.weight FROM article_words AS one
     WHERE asked.until = '' AND one.workspace_id = %(workspace)s AND one.language = %(language)s
       AND one.word = asked.word COLLATE "C"
     ORDER BY one.weight DESC LIMIT %(of_a_word)s)
    UNION ALL
    (SELECT begun.text_id, begun.weight FROM article_words AS begun
     WHERE asked.until <> '' AND begun.workspace_id = %(workspace)s AND begun.language = %(language)s
       AND begun.word >= asked.word COLLATE "C" AND begun.word < asked.until COLLATE "C"
     ORDER BY begun.word LIMIT %(of_a_word)s)
  ) AS found
  GROUP BY asked.place, found.text_id
), live AS MATERIALIZED (
  SELECT count(*) AS texts FROM article_texts
  WHERE workspace_id = %(workspace)s AND language = %(language)s AND published_at IS NOT NULL
), rare AS (
  SELECT place, ln(1 + live.texts::float8 / count(*)) AS rarity FROM met, live GROUP BY place, live.texts
), scored AS (
  SELECT met.text_id, sum(met.gain * rare.rarity) AS score, sum(rare.rarity) AS covered
  FROM met JOIN rare USING (place) GROUP BY met.text_id ORDER BY score DESC, met.text_id LIMIT %(most)s
), needed AS (
  SELECT %(least)s * (sum(rare.rarity) + %(unknown)s * (%(asked)s - count(*)) * ln(1 + max(live.texts))) AS cover
  FROM rare, live
)
SELECT scored.text_id, scored.score
FROM scored CROSS JOIN needed
JOIN article_texts AS text ON text.workspace_id = %(workspace)s AND text.id = scored.text_id
JOIN articles AS article ON article.workspace_id = %(workspace)s AND article.id = text.article_id
JOIN article_collections AS shelf ON shelf.workspace_id = %(workspace)s AND shelf.id = article.collection_id
WHERE scored.covered >= needed.cover AND text.published_at IS NOT NULL AND article.archived_at IS NULL
  AND article.visibility = ANY(%(visible)s) AND (%(manuals)s OR NOT shelf.is_manual)
ORDER BY scored.score DESC, scored.text_id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A text with how well it fits; the number means nothing but beside others of the same search."""

    text: ArticleText
    score: float


@dataclass(slots=True)
class _Asked:
    """Words, or what they begin with (all from `words` to `untils`), each for one place of the question."""

    places: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    untils: list[str] = field(default_factory=list)  # "": the word as it stands
    gains: list[float] = field(default_factory=list)

    def add(self, place: int, word: str, gain: float, *, until: str = "") -> None:
        self.places.append(place)
        self.words.append(word)
        self.untils.append(until)
        self.gains.append(gain)


def register_synonyms(synonyms: Synonyms) -> None:
    """Have other words for the same known: `synonyms(workspace_id, language)` gives groups of phrases that mean one
    thing. Called once at start (config/registry.py)."""
    _synonyms.append(synonyms)


def search(
    workspace_id: int, query: str, *, language: str, audience: str = "public", limit: int = 20, typing: bool = False
) -> list[Found]:
    """The articles that answer a question best, the best first; none where too little of it is met.

    `typing`: the last word may be only begun. Three queries, two where nothing is found.
    """
    asked = _asked(workspace_id, query, language, typing=typing)
    if not asked.words:
        return []
    values: dict[str, Any] = {
        "places": asked.places,
        "words": asked.words,
        "untils": asked.untils,
        "gains": asked.gains,
        "asked": len(set(asked.places)),
        "workspace": workspace_id,
        "language": language,
        "visible": allowed(audience),
        "manuals": audience == "agents",
        "least": LEAST_COVERED,
        "unknown": UNKNOWN,
        "most": MOST_FOUND,
        "of_a_word": OF_A_WORD,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, values)
        scores = dict(cursor.fetchall())
    texts = public(workspace_id, language, audience).defer("draft_body").in_bulk(scores)
    return [Found(texts[text_id], score) for text_id, score in scores.items() if text_id in texts]


def _asked(workspace_id: int, query: str, language: str, *, typing: bool) -> _Asked:
    said = query[:LONGEST]
    found = _of_what([word for word in words(said) if word.form and not word.part_of], said)[:MOST_WORDS]
    asked = _Asked()
    for place, word in enumerate(found):
        asked.add(place, word.form, 1.0)
        if word.form.isascii() and word.form.isalpha():
            asked.add(place, ROMAJI + one_spelling(normal(said[word.start : word.end])), 1.0)
        elif word.reading:
            asked.add(place, word.reading, SYNONYM)
        for run in KANA.finditer(said):
            if run.start() <= word.start < run.end():
                asked.add(place, normal(run[0]), 1.0)  # a word in kana may be taken apart where it should not
    if typing:
        place = max(len(found) - 1, 0)
        for beginning in _begun(said):
            asked.add(place, beginning, BEGUN, until=beginning + "\U0010ffff")
    forms = [word.form for word in found]
    for phrases in _groups(workspace_id, language):
        _add_others(asked, forms, phrases)
    return asked


def _of_what(found: list[Word], said: str) -> list[Word]:
    """What is asked about, without how long or how much of it: "refund" of "How long does a refund take?".
    All of them where it says nothing else."""
    measure = HOW_MUCH.search(said)
    asking = [measure.start(1), measure.start(2)] if measure else []
    return [word for word in found if word.start not in asking] or found


def _begun(said: str) -> Iterable[str]:
    """The last word as far as it was typed, in kana and in romaji."""
    last = normal(said).split(" ")[-1] if said[-1:].strip() else ""
    if not last or len(last) > LONGEST_WORD:
        return ()
    return (last, ROMAJI + one_spelling(last)) if last.isascii() else (last,)


def _groups(workspace_id: int, language: str) -> Iterator[list[tuple[str, ...]]]:
    known = [synonyms(workspace_id, language) for synonyms in _synonyms]
    for groups in [*known, IN_TWO_SCRIPTS] if language == "ja" else known:
        for phrases in groups:
            yield [forms for phrase in phrases if (forms := _known_forms(phrase))]


@lru_cache(maxsize=20_000)
def _known_forms(phrase: str) -> tuple[str, ...]:
    return tuple(forms_of(phrase))


def _add_others(asked: _Asked, forms: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> None:
    """Where a question says one of the phrases, the words of the others may stand for it."""
    for phrase in phrases:
        place = _place_of(phrase, forms)
        if place is None:
            continue
        for other in phrases:
            for form in other if other != phrase else ():
                for said in range(place, place + len(phrase)):
                    asked.add(said, form, SYNONYM / len(other))
        return


def _place_of(phrase: tuple[str, ...], forms: Sequence[str]) -> int | None:
    size = len(phrase)
    return next((at for at in range(len(forms) - size + 1) if tuple(forms[at : at + size]) == phrase), None)
