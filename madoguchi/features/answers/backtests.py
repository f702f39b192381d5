"""Reading backtests: their figures, what would be wrong, what is missing in the help centre, and what has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.queries.visible import messages_visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.models import AnswerPolicy, Backtest, BacktestCase
from madoguchi.features.answers.policy import policy_of
from madoguchi.features.articles.intervals import Share
from madoguchi.features.articles.models import ArticleText

IN_ORDER = ("id",)
WRONG = Q(answered=True, right=False)
PARTS: Mapping[str, Q] = {
    "answered": Q(answered=True),
    "right": Q(answered=True, right=True),
    "wrong": WRONG & Q(truth__isnull=False),
    "unproven": WRONG & Q(truth__isnull=True),
    "missed": Q(answered=False, truth__isnull=False),
    "missing": Q(answered=False, truth__isnull=True),
}


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions that belong together and that no article answers; `samples` are messages."""

    number: int
    count: int
    samples: list[BacktestCase]


@dataclass(frozen=True, slots=True)
class Report:
    """Counts by PARTS. `broken` and `mended`: how many questions were answered rightly in the backtest before and are
    answered wrongly or not at all now, and the other way round; None where there is none before."""

    backtest: Backtest
    total: int
    counts: dict[str, int]
    topics: list[Topic]
    minutes: Decimal
    cost: Decimal
    before: Backtest | None = None
    broken: int | None = None
    mended: int | None = None

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)

    @property
    def answered(self) -> Share:
        return Share(self.counts["answered"], self.total)

    @property
    def precision(self) -> Share:
        """Right among the answered. What a person answered without an article counts as wrong: the least."""
        return Share(self.counts["right"], self.counts["answered"])

    @property
    def proven(self) -> Share:
        """Right among the answered of which the right article is known."""
        return Share(self.counts["right"], self.counts["right"] + self.counts["wrong"])


def backtests_visible_to(actor: Actor) -> "QuerySet[Backtest]":
    """The newest first. Raises NotAllowed for who sees no reports."""
    require(actor, "report.read")
    return Backtest.objects.filter(workspace_id=actor.workspace_id).select_related("person").order_by("-id")


def backtest_for(backtest_id: int, actor: Actor) -> Backtest:
    """Raises NotAllowed where it is not there for this actor."""
    rows = Backtest.objects.filter(workspace_id=actor.workspace_id, id=backtest_id)
    row = rows.first() if actor.may("report.read") else None
    if row is None:
        raise NotAllowed("not-found", _("This backtest does not exist."))
    return row


def report_of(row: Backtest, actor: Actor) -> Report:
    """All figures of one that is done; some five queries."""
    counted = row.cases.aggregate(
        total=Count("id"), **{f"n_{name}": Count("id", filter=Q(one)) for name, one in PARTS.items()}
    )
    counts = {name: counted[f"n_{name}"] for name in PARTS}
    policy, before = policy_of(row.workspace_id), _before(row)
    return Report(
        row,
        counted["total"],
        counts,
        topics_of(row, actor),
        *_saved(policy, counts["right"]),
        before=before,
        broken=None if before is None else changed(row, before, "broken").count(),
        mended=None if before is None else changed(row, before, "mended").count(),
    )


def cases_of(row: Backtest, part: str, actor: Actor) -> "QuerySet[BacktestCase]":
    """Those of one of PARTS, or "broken" or "mended", that the actor may read; to be paged by IN_ORDER."""
    if part in ("broken", "mended"):
        before = _before(row)
        rows = changed(row, before, part) if before else row.cases.none()
    else:
        rows = row.cases.filter(PARTS.get(part, Q()))
    if actor.inbox_ids is not None:
        rows = rows.filter(message__in=messages_visible_to(actor).values("id"))
    return rows.select_related("message").order_by(*IN_ORDER)


def changed(row: Backtest, before: Backtest, how: str) -> "QuerySet[BacktestCase]":
    """The cases whose answer was right before and is not now ("broken"), or the other way round ("mended")."""
    good = Q(answered=True, right=True)
    then = BacktestCase.objects.filter(backtest=before, message=OuterRef("message"))
    if how == "broken":
        return row.cases.exclude(good).filter(Exists(then.filter(good)))
    return row.cases.filter(good).filter(Exists(then.exclude(good)))


def topics_of(row: Backtest, actor: Actor) -> list[Topic]:
    """Of the questions that the actor may read; the largest first, each with three of them; two queries."""
    rows = cases_of(row, "missing", actor).filter(topic__gt=0).order_by()
    counts = list(rows.values_list("topic").annotate(n=Count("id")).order_by("-n", "topic")[:20])
    samples: dict[int, list[BacktestCase]] = {}
    for case in rows.filter(topic__in=[number for number, _n in counts]).order_by("id")[:500]:
        if len(samples.setdefault(case.topic, [])) < 3:
            samples[case.topic].append(case)
    return [Topic(number, count, samples.get(number, [])) for number, count in counts]


def titles_of(cases: Iterable[BacktestCase]) -> dict[int, str]:
    """What the articles of some cases are called."""
    return titled(one for case in cases for one in (case.truth_id, case.given_id))


def titled(article_ids: Iterable[int | None]) -> dict[int, str]:
    """What some articles are called, in the reader's language where they are written in it; a new one by its draft."""
    ids = {one for one in article_ids if one is not None}
    rows = ArticleText.objects.filter(article_id__in=ids).order_by("-id")
    named = rows.values_list("article_id", "language", "title", "draft_title")
    in_order = sorted(named, key=lambda row: row[1] == get_language())
    return {article_id: title or draft for article_id, _language, title, draft in in_order}


def _before(row: Backtest) -> Backtest | None:
    done = Backtest.objects.filter(workspace_id=row.workspace_id, state=Backtest.State.DONE, id__lt=row.id)
    return done.filter(with_drafts=False).order_by("-id").first()


def _saved(policy: AnswerPolicy, right: int) -> tuple[Decimal, Decimal]:
    minutes = policy.minutes * right
    return minutes, (minutes / 60 * policy.hour_cost).quantize(Decimal(1))
