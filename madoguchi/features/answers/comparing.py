"""The regression set: some questions of the past, asked before and after a change. Pure: rankings in, changes out."""

from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.features.answers.history import Case
from madoguchi.features.answers.models import RegressionCase
from madoguchi.features.answers.ranking import Article, Ranking

MOST_KNOWN = 200  # questions that an article answered, and as many that the assistant answered
MOST_UNANSWERED = 60  # questions that a person answered without one
MOST_ARTICLES = 60  # beside which a draft is tried: it takes a minute, not ten
MOST_LETTERS = 2_000  # of each
TOLERATED = 0.05  # of the set may be broken by a new model, net of what it mends,
ALWAYS_TOLERATED = 2  # or so many


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of a case: the articles found first, and whether they would have been told. `now_told`: what the
    article would say now, if that is something else than before (rewording.py)."""

    case: Case
    before: int | None
    after: int | None
    told_before: bool
    told_after: bool
    now_told: str | None = None

    @property
    def was_right(self) -> bool:
        return self.case.article_id is not None and self.before == self.case.article_id

    @property
    def is_right(self) -> bool:
        return self.case.article_id is not None and self.after == self.case.article_id

    @property
    def kind(self) -> str:
        """One of RegressionCase.Kind, "" where nothing changes."""
        if self.case.article_id is None:
            return RegressionCase.Kind.FRESH if self.told_after and not self.told_before else ""
        if self.was_right == self.is_right:
            return RegressionCase.Kind.CHANGED if self.now_told is not None else ""
        return RegressionCase.Kind.BROKEN if self.was_right else RegressionCase.Kind.MENDED


def compared(cases: Sequence[Case], before: Sequence[Ranking], after: Sequence[Ranking]) -> list[Compared]:
    """Rankings are those of the cases, in their order."""
    return [
        Compared(case, _first(then), _first(new), then.answer, new.answer)
        for case, then, new in zip(cases, before, after, strict=True)
    ]


def halves(cases: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    """Those that are asked, and those that are learnt from: every second one, so that both are of all times."""
    return list(cases[1::2]) or list(cases), list(cases[::2]) if len(cases) > 1 else []


def sample(cases: Sequence[Case]) -> list[Case]:
    """The regression set out of many, in their order: the newest of those that are answered, and of the others."""
    known = [case for case in cases if case.article_id is not None][-MOST_KNOWN:]
    unanswered = [case for case in cases if case.article_id is None][-MOST_UNANSWERED:]
    return [*known, *unanswered]


def with_draft(articles: Sequence[Article], draft: Article) -> list[Article]:
    """The texts with one of them as it would be; as the last where it is new."""
    others = [one for one in articles if (one.id, one.lang) != (draft.id, draft.lang)]
    return [*others, draft]


def around(articles: Sequence[Article], wanted: Sequence[int]) -> list[Article]:
    """The texts of MOST_ARTICLES articles: the wanted ones first, in their order; each shortened."""
    ids = list(dict.fromkeys([*(str(one) for one in wanted), *(one.id for one in articles)]))
    kept = set(ids[:MOST_ARTICLES])
    return [Article(one.id, one.title, one.body[:MOST_LETTERS], one.lang) for one in articles if one.id in kept]


def breaks_too_much(found: Sequence[Compared]) -> bool:
    """Whether somebody has to look at it before it is put into use."""
    net = sum(one.was_right for one in found) - sum(one.is_right for one in found)
    return net > max(ALWAYS_TOLERATED, TOLERATED * len(found))


def _first(ranking: Ranking) -> int | None:
    return int(ranking.ranked[0].article_id) if ranking.ranked else None
