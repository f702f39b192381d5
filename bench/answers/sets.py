"""Sets of questions with the article that answers each."""

from dataclasses import dataclass
from pathlib import Path

from madoguchi.features.answers.ranking import Article, Past, tables


@dataclass(frozen=True, slots=True)
class Asked:
    """`article_id` None: none answers. `kind`: answerable, near or far."""

    question: str
    article_id: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Set:
    name: str
    articles: list[Article]
    history: list[Past]
    asked: list[Asked]


def read_set(folder: Path, part: str) -> Set:
    """Of gold.tsv, article_id alone is needed: without kinds what has no article counts as near, without parts all is
    of the part that is asked for."""
    texts = dict(tables.questions_in(folder / "questions.tsv"))
    gold = tables.read(folder / "gold.tsv", ("id", "article_id"), ("kind", "part"))
    asked = [
        Asked(
            texts[row["id"]], row["article_id"] or None, row["kind"] or ("answerable" if row["article_id"] else "near")
        )
        for _line, row in gold
        if part in ("all", row["part"] or part)
    ]
    history = folder / "history.tsv"
    past = tables.history_in(history) if history.exists() else []
    return Set(folder.name, tables.articles_in(folder / "articles.tsv"), past, asked)


def _kind(article_id: str) -> str:
    return "answerable" if article_id else "near"
