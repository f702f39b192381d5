"""What the assistant makes of a question: an answer, one question back, or a person. Pure: no database.

It answers where the ranking says that it may (its confidence has reached the threshold that was computed from the
workspace's own history). It asks back where the titles of the best two differ by one thing only, the question does not
say which, and no third article is near; at most MOST_BACK times. Else a person answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.base.words.taking import forms
from madoguchi.features.answers.ranking import Ranked, Ranking

MOST_BACK = 2  # questions back in one conversation
MOST_ANSWERS = 4  # in one conversation, then a person
SECOND = 0.004  # the score of a second from which on it may be meant: chances fall off steeply
APART = 0.5  # the third's score against the second's, at most
LIKELY = 0.5  # how sure it is of the best two, against the threshold, from which on asking back is worth it
ALIKE = 1 / 3  # of the words of both titles
MOST_LOOKED_AT = 3
LEAST_CHOSEN = 0.05  # the score from which on another than the best may be chosen; below it says nothing


@dataclass(frozen=True, slots=True)
class Tried:
    """What has happened in the conversation: how often it answered and asked back, and the articles that are of no
    use any more (repeating.py)."""

    answers: int = 0
    backs: int = 0
    useless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """`what` is "answer" (from the first of `article_ids`), "ask" (which of them is meant) or "person" because of
    `why`. `looked_at` are the best with their scores."""

    what: str
    article_ids: tuple[str, ...] = ()
    why: str = ""
    confidence: float = 0.0
    looked_at: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a language model makes of a question that would be answered: which article answers it; "" for none of those
    that it was shown."""

    article_id: str


def decide(
    question: str,
    ranking: Ranking,
    threshold: float,
    titles: Mapping[str, str],
    tried: Tried,
    opinion: Opinion | None = None,
) -> Decision:
    """`titles` are those of the articles that may be told; others are passed over, and so is what did not help.

    An `opinion` can keep it from answering, and choose among the best; it never lets it answer what it would not.
    """
    may = [one for one in ranking.ranked if one.article_id in titles and one.article_id not in tried.useless]
    looked_at = tuple((one.article_id, round(one.score, 4)) for one in may[:MOST_LOOKED_AT])
    if ranking.answer and ranking.ranked[0].article_id in tried.useless:
        return Decision("person", why="useless", confidence=ranking.confidence, looked_at=looked_at)
    if not may:
        return Decision("person", why="no_article", confidence=ranking.confidence)
    if tried.answers >= MOST_ANSWERS:
        return Decision("person", why="tries", confidence=ranking.confidence, looked_at=looked_at)
    is_best = may[0].article_id == ranking.ranked[0].article_id
    if ranking.answer and is_best:
        chosen = _chosen(may, opinion)
        if chosen is None:
            return Decision("person", why="unsure", confidence=ranking.confidence, looked_at=looked_at)
        return Decision("answer", (chosen,), confidence=ranking.confidence, looked_at=looked_at)
    may_ask = tried.backs < MOST_BACK and is_best and _either(may, ranking.confidence) >= threshold * LIKELY
    if may_ask and between(question, [(titles[one.article_id], one.score) for one in may]):
        ids = (may[0].article_id, may[1].article_id)
        return Decision("ask", ids, confidence=ranking.confidence, looked_at=looked_at)
    return Decision("person", why="unsure", confidence=ranking.confidence, looked_at=looked_at)


def between(question: str, scored: Sequence[tuple[str, float]]) -> tuple[str, str] | None:
    """Of titles with their scores, the best first, the two between which a question leaves it open: they differ by one
    thing, and no third is near. Else None."""
    if len(scored) < 2:
        return None
    (first, _best), (second, score), *others = scored[:3]
    stand_apart = score >= SECOND and all(other <= score * APART for _title, other in others)
    return (first, second) if stand_apart and leaves_open(question, first, second) else None


def choosable(ranked: Sequence[Ranked]) -> list[str]:
    """Of articles, the best first, those that an opinion may choose: the best, and what comes near it."""
    return [one.article_id for one in ranked[:MOST_LOOKED_AT] if one is ranked[0] or one.score >= LEAST_CHOSEN]


def _chosen(may: Sequence[Ranked], opinion: Opinion | None) -> str | None:
    """The best where nobody says otherwise; None where none of them is thought to answer."""
    if opinion is None:
        return may[0].article_id
    if not opinion.article_id:
        return None
    return opinion.article_id if opinion.article_id in choosable(may) else may[0].article_id


def _either(may: Sequence[Ranked], confidence: float) -> float:
    """The chance that one of the best two answers; the confidence is in the first alone."""
    return confidence * sum(one.score for one in may[:2]) / max(may[0].score, 1e-9)


def leaves_open(question: str, one: str, other: str) -> bool:
    """Whether two titles differ by one thing, and a question says neither the one nor the other."""
    first, second = forms(one), forms(other)
    return differ_by_one(one, other) and not (first ^ second) & forms(question)


def differ_by_one(one: str, other: str) -> bool:
    """Whether two titles speak of the same, but for one thing that each has of its own."""
    first, second = forms(one), forms(other)
    both, each = first & second, first | second
    return bool(both) and first != second and len(both) / len(each) >= ALIKE
