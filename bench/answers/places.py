"""Whether long articles are found, and the section that answers quoted: articles with several sections, and questions
with the right one.

Two kinds. `sections/*.toml` are articles as help centres have them, from the demo data and of our own, with the heading
under which each question is answered. The sets of the benchmark have short articles without headings; there, what
stands together (the same beginning of the id, else five in a row) is made one article, of which the first is the
beginning: many more questions, and harder, for the title is that of the first.
"""

import time
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from bench.answers.measures import wilson
from bench.answers.sets import Set
from bench.answers.trial import shown
from bench.report import Report, percentile
from madoguchi.features.answers.ranking import Article, Look, Part, Ranker, places
from madoguchi.features.articles.sections import sections_in

LABELLED = Path(__file__).parent / "sections"
DEMO = Path(__file__).parents[2] / "madoguchi" / "config" / "demo" / "content"
GROUPED = ("ja_saas", "ja_shop", "en_saas")  # by the beginning of their ids
TOGETHER = 5


@dataclass(frozen=True, slots=True)
class Long:
    """An article with its parts, and which of them answers each question."""

    article: Article
    parts: list[Part]
    asked: list[tuple[str, int]]


def labelled() -> dict[str, list[Long]]:
    """By their names: those of `sections/`."""
    return {
        path.stem: [
            _labelled(path.stem, number, one) for number, one in enumerate(tomllib.loads(path.read_text())["article"])
        ]
        for path in sorted(LABELLED.glob("*.toml"))
    }


def put_together(given: Set) -> list[Long]:
    """The articles of a set, several made one."""
    numbered = list(enumerate(given.articles))
    by_id = given.name in GROUPED
    groups = groupby(numbered, lambda one: one[1].id.split("-")[0] if by_id else str(one[0] // TOGETHER))
    made = []
    for name, rows in groups:
        some = [article for _number, article in rows]
        parts = [Part(one.title if place else "", one.body) for place, one in enumerate(some)]
        body = "\n\n".join(f"## {part.heading}\n\n{part.body}" if part.heading else part.body for part in parts)
        places_of = {one.id: place for place, one in enumerate(some)}
        asked = [(one.question, places_of[one.article_id]) for one in given.asked if one.article_id in places_of]
        made.append(Long(Article(name, some[0].title, body, some[0].lang), parts, asked))
    return [one for one in made if len(one.parts) > 2]


def places_run(report: Report, name: str, articles: Sequence[Long]) -> None:
    """One line: how often the article is found and the right part said, and what that part costs."""
    ranker = Ranker.fit([one.article for one in articles])
    found, gold, words, first, again = [], [], [], [], []
    looks: list[tuple[bool, bool]] = []  # whether the article comes first, and whether it would be answered
    for one in articles:
        for question, place in one.asked:
            look = ranker.look(question)
            looks.append((look.ranking.ranked[0].article_id == one.article.id, look.ranking.answer))
            places.forget()
            first.append(_timed(look, one))
            again.append(_timed(look, one))
            found.append(look.place_in(one.article.id, one.article.title, one.parts))
            gold.append(place)
            words.append(_by_words(look.asked, ranker, one.parts))
    facts = _looks(*np.array(looks).T) | _facts(np.array(found), np.array(gold), np.array(words))
    costs = {
        "first_ms": float(np.mean(first)),
        "again_ms": float(np.mean(again)),
        "again_p95_ms": percentile(again, 0.95),
    }
    report.add(set=name, parts=float(np.mean([len(one.parts) for one in articles])), **facts, **costs)


def _timed(look: Look, one: Long) -> float:
    """Milliseconds of the processor."""
    began = time.thread_time()
    look.place_in(one.article.id, one.article.title, one.parts)
    return (time.thread_time() - began) * 1000


def _looks(is_first: Any, is_answered: Any) -> dict[str, Any]:
    return {
        "article first": float(is_first.mean()),
        "answered": float(is_answered.mean()),
        "of the answered right": float(is_first[is_answered].mean()) if is_answered.any() else None,
    }


def _facts(found: Any, gold: Any, words: Any) -> dict[str, Any]:
    right = found == gold
    return {
        "questions": len(gold),
        "beginning": float((gold == 0).mean()),
        "by words": float((words == gold).mean()),
        "right": float(right.mean()),
        "interval": shown(wilson(int(right.sum()), len(right))),
        "section said": float((found > 0).mean()),
        "of these right": float(right[found > 0].mean()),
        "beginning kept": float(right[gold == 0].mean()) if (gold == 0).any() else None,
        "section asked, right": float(right[gold > 0].mean()),
    }


def _by_words(asked: Any, ranker: Ranker, parts: Sequence[Part]) -> int:
    """The part that shares most words with the question."""
    rows = ranker.centre.word_vocabulary.rows([places.word_tokens(f"{one.heading}。{one.body}") for one in parts])
    return int((rows @ asked.words.T).toarray()[:, 0].argmax())


def _labelled(language: str, number: int, one: dict[str, Any]) -> Long:
    said = _of_demo(one["demo"], language) if "demo" in one else one
    sections = sections_in(said["body"].strip(), {})
    parts = [Part(section.heading, section.own) for section in sections]
    headings = [part.heading for part in parts]
    asked = [(question, headings.index(heading)) for heading, some in one["asked"].items() for question in some]
    body = f"{said['summary']}\n\n{said['body'].strip()}"
    return Long(Article(str(number), said["title"], body, language), parts, asked)


def _of_demo(name: str, language: str) -> dict[str, Any]:
    house, _slash, key = name.partition("/")
    rows: Iterable[dict[str, Any]] = tomllib.loads((DEMO / house / "articles.toml").read_text())["article"]
    return next(dict(row[language]) for row in rows if row["key"] == key)
