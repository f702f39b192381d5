"""Asking the questions of the past, before anything is switched on and whenever something has changed."""

from collections.abc import Sequence
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.utils.translation import gettext as _

from madoguchi.base.clock import now
from madoguchi.base.errors import Refused
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, gathering, record
from madoguchi.core.people.actor import Actor, system
from madoguchi.core.people.policies import require
from madoguchi.features.answers.backtesting import FEWEST, Outcome, Told, past_of, topics, untold, windows
from madoguchi.features.answers.catalogue import as_read, texts, with_drafts
from madoguchi.features.answers.closing import closed_if_broken
from madoguchi.features.answers.events import BacktestEnded
from madoguchi.features.answers.history import Case, cases
from madoguchi.features.answers.jobs import backtest_later
from madoguchi.features.answers.learning import learnt
from madoguchi.features.answers.memory import readings_of
from madoguchi.features.answers.models import Backtest, BacktestCase
from madoguchi.features.answers.policy import policy_of
from madoguchi.features.answers.ranking import Article

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking import Ranker
from madoguchi.features.answers.synonyms import synonyms_of

log = structlog.get_logger(__name__)
KEPT = 20
AT_ONCE = 200  # questions until it is told how far it is


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from beside the questions."""

    articles: Sequence[Article]
    synonyms: Sequence[Sequence[str]]
    readings: bytes


def begin(*, with_drafts: bool = False, actor: Actor) -> Backtest:
    """Begin a backtest; the one that is running where one is. Raises Refused("too-few"), NotAllowed."""
    require(actor, "report.read")
    with tenant(actor.workspace_id):
        running = Backtest.objects.filter(state=Backtest.State.RUNNING, with_drafts=with_drafts).first()
        if running is not None:
            return running
        count = len(cases(actor.workspace_id))
        if count < FEWEST:
            text = _("There are too few questions of the past: %(count)d, and it takes %(fewest)d at least.")
            raise Refused("too-few", text % {"count": count, "fewest": FEWEST})
        row = Backtest.objects.create(
            workspace_id=actor.workspace_id,
            person_id=actor.person_id,
            target_precision=policy_of(actor.workspace_id).target_precision,
            with_drafts=with_drafts,
        )
        backtest_later(row)
        return row


def run(backtest_id: int, *, workspace_id: int, told: Told = untold, tried: int = 0) -> Backtest | None:
    """Do it; None where it is done already. May run twice: what a killed run wrote is written anew; closed if it breaks
    off (closing.py). `told` hears how many questions are done, of how many."""
    with tenant(workspace_id):
        row = Backtest.objects.filter(id=backtest_id, state=Backtest.State.RUNNING).first()
        if row is None:
            return None
    return closed_if_broken(
        lambda: _run(row, told), lambda: _end(row, [], Backtest.State.FAILED), tried=tried, job=f"backtest {row.id}"
    )


def _run(row: Backtest, told: Told) -> Backtest:
    try:
        outcomes = _ask(row, *_questions(row), told)
    except TookTooLong:
        log.error("backtest took too long", backtest_id=row.id)
        return _end(row, [], Backtest.State.FAILED)
    return _end(row, outcomes, Backtest.State.DONE)


def _questions(row: Backtest) -> tuple[list[Case], Material]:
    """What is asked, and what is learnt from."""
    with tenant(row.workspace_id):
        found = cases(row.workspace_id)
        read = with_drafts(row.workspace_id) if row.with_drafts else texts(row.workspace_id, "public")
        material = Material(as_read(read), synonyms_of(row.workspace_id), readings_of(row.workspace_id))
        total = sum(one.end - one.start for one in windows(len(found)))
        Backtest.objects.filter(id=row.id).update(done=0, total=total)
        return found, material


def _ask(row: Backtest, found: Sequence[Case], material: Material, told: Told) -> list[Outcome]:
    from madoguchi.features.answers.ranking import Ranker  # numpy: only where it is asked

    articles, cut = material.articles, windows(len(found))
    known = frozenset(int(one.id) for one in articles)
    total = sum(one.end - one.start for one in cut)
    outcomes: list[Outcome] = []
    readings = [material.readings]
    for window in cut if articles else []:
        past = past_of(found[: window.start], known)
        made = learnt(articles, past, material.synonyms, row.target_precision / 100, readings)
        readings = [*readings[:1], made.readings]
        ranker = Ranker.from_bytes(made.ranker)
        for start in range(window.start, window.end, AT_ONCE):
            some = found[start : min(start + AT_ONCE, window.end)]
            outcomes += _outcomes(ranker, some)
            with tenant(row.workspace_id):
                Backtest.objects.filter(id=row.id).update(done=len(outcomes))
            told(len(outcomes), total)
    return outcomes


def _outcomes(ranker: "Ranker", some: Sequence[Case]) -> list[Outcome]:
    rankings = ranker.rank_all([case.question for case in some], limit=1)
    return [
        Outcome(
            case,
            int(ranking.ranked[0].article_id) if ranking.ranked else None,
            ranking.confidence,
            ranking.answer and bool(ranking.ranked),
        )
        for case, ranking in zip(some, rankings, strict=True)
    ]


def _end(row: Backtest, outcomes: Sequence[Outcome], state: str) -> Backtest:
    missing = [one for one in outcomes if not one.answered]
    topic_of = dict(zip([id(one) for one in missing], topics([one.case.question for one in missing]), strict=True))
    with tenant(row.workspace_id), gathering():
        row = Backtest.objects.select_for_update().get(id=row.id)
        if row.state != Backtest.State.RUNNING:
            return row
        BacktestCase.objects.filter(backtest=row).delete()
        BacktestCase.objects.bulk_create([_case(row, one, topic_of.get(id(one), 0)) for one in outcomes])
        row.state, row.ended_at, row.done = state, now(), len(outcomes)
        row.total = max(row.total, row.done)
        row.save(update_fields=["state", "ended_at", "done", "total"])
        old = list(Backtest.objects.exclude(id=row.id).order_by("-id").values_list("id", flat=True)[KEPT - 1 :])
        Backtest.objects.filter(id__in=old).delete()
        record(BacktestEnded(row.id, row.state), actor=system(row.workspace_id), about=Subject())
        return row


def _case(row: Backtest, one: Outcome, topic: int) -> BacktestCase:
    return BacktestCase(
        workspace_id=row.workspace_id,
        backtest=row,
        message_id=one.case.message_id,
        truth_id=one.case.article_id,
        given_id=one.given,
        confidence=one.confidence,
        answered=one.answered,
        right=one.right,
        topic=topic,
    )
