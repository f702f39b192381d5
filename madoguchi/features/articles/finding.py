"""By which words published texts are found, written down when they are published; and finding them.

Each word of a text stands in a row with its part of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond", 2009, eq. 3.15), all but the rarity of the word, which is counted when somebody asks. Words
are taken apart as everywhere (base/words); those of titles are found by their reading and in romaji too.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from madoguchi.base.romaji import spelled
from madoguchi.base.words.taking import words
from madoguchi.features.articles.models import ArticleText, ArticleWord, Snippet
from madoguchi.features.articles.rendering import plain

TITLE, SUMMARY, BODY = 4.0, 2.0, 1.0  # how much a word counts there
READING = 0.5  # of what its word counts
SATURATION, LENGTH_COUNTS, USUAL_LENGTH = 1.2, 0.6, 250.0  # k1, b, and the words of an article as they are
MOST_LETTERS = 60_000
MOST_JOINED = 3  # words before one that are read together with it
KANA = re.compile("[ぁ-ゖー]+")
ROMAJI = "~"  # before a reading in Latin letters, so that it is no English word


def index(text: ArticleText) -> None:
    """Write down the words of what can be read of a text, in place of those before."""
    weights = weights_of(text.title, text.summary, plain(text.body, snippets_of(text.workspace_id, text.language)))
    unindex(text)
    ArticleWord.objects.bulk_create(
        ArticleWord(workspace_id=text.workspace_id, language=text.language, word=word, text_id=text.id, weight=weight)
        for word, weight in weights.items()
    )


def unindex(text: ArticleText) -> None:
    """It is found no more."""
    ArticleWord.objects.filter(text_id=text.id).delete()


def snippets_of(workspace_id: int, language: str) -> Mapping[str, str]:
    """What the reusable parts say in a language, by their keys."""
    rows = Snippet.objects.filter(workspace_id=workspace_id, language=language)
    return dict(rows.values_list("key", "body"))


def weights_of(title: str, summary: str, body: str) -> dict[str, float]:
    """The words of a text with their weights."""
    counts: dict[str, float] = defaultdict(float)
    length = 0
    readings = {spoken for reading in _readings(title) for spoken in (reading, ROMAJI + spelled(reading))}
    for said, counted in ((title, TITLE), (summary, SUMMARY), (body[:MOST_LETTERS], BODY)):
        for word in words(said):
            if not word.form:
                continue
            length += 1
            counts[word.form] += counted
    norm = SATURATION * (1 - LENGTH_COUNTS + LENGTH_COUNTS * length / USUAL_LENGTH)
    made = {form: count * (SATURATION + 1) / (count + norm) for form, count in counts.items()}
    for reading in readings - made.keys():
        made[reading[:64]] = READING * TITLE * (SATURATION + 1) / (TITLE + norm)
    return made


def _readings(title: str) -> Iterator[str]:
    """How the words of a title are read, alone and together with those that follow at once: 請求書 is せいきゅう, しょ
    and せいきゅうしょ."""
    joined: list[str] = []
    end = -1
    for word in words(title):
        spoken = word.reading or (word.form if KANA.fullmatch(word.form) else "")
        joined = [*(joined[-MOST_JOINED:] if word.start == end else []), ""] if spoken else []
        joined = [before + spoken for before in joined]
        end = word.end
        yield from joined


def forms_of(phrase: str) -> Sequence[str]:
    """The words of a phrase by which it is found, in their order."""
    return tuple(word.form for word in words(phrase) if word.form and not word.part_of)
