"""What goes into the engine and what comes out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One text of an article. Several texts of the same `id` (its languages) are one article."""

    id: str
    title: str
    body: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of an article: its heading ("" for the beginning) and what it says, as Markdown."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Past:
    """A question that was asked, and the article that answered it. None: nobody could answer, or `by_hand`: a person
    did, without an article, though there may have been one."""

    question: str
    article_id: str | None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """`score` from 0 to 1: how much of the belief falls on this article, if any answers."""

    article_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Best first. `confidence`: the chance that the first one answers the question, 0 to 1."""

    ranked: tuple[Ranked, ...]
    confidence: float
    answer: bool
