"""What answers of the API hold of the assistant."""

from typing import Any

from madoguchi.core.people.actor import Actor
from madoguchi.faces.api.fields import Shown, Time
from madoguchi.features.answers.backtests import Report
from madoguchi.features.answers.counting import Figures, Group
from madoguchi.features.answers.models import (
    Answer,
    AnswerModel,
    AnswerPolicy,
    AnswerTrial,
    AssistantSetting,
    Backtest,
    BacktestCase,
    Regression,
    RegressionCase,
)
from madoguchi.features.answers.suggesting import Offer, Offered
from madoguchi.features.articles.intervals import Share


class ShareShown(Shown):
    """`count` of `of`; the true share lies between `low` and `high` (95 %). `value` is null for none of none."""

    count: int
    of: int
    value: float | None
    low: float
    high: float


class AnswerShown(Shown):
    """`state`: considering, answered, clarified, followed (a later answer carries the outcome), handed_over, refused
    (left to a person from the start), confirmed, assumed, returned. `verdict`: "", yes, no, conditional, unconfirmed.
    `message_id` is the question, `said_id` the assistant's message. `feature_id` is what the verdict is on; without an
    article it is the whole answer. `why` is why a person has it."""

    id: int
    conversation_id: int
    message_id: int
    said_id: int | None
    inbox_id: int
    article_id: int | None
    article_version: int
    feature_id: int | None
    language: str
    verdict: str
    confidence: float
    state: str
    why: str
    at: Time
    outcome_at: Time


class AnswerPage(Shown):
    data: list[AnswerShown]
    next: str | None


class FiguresShown(Shown):
    """`counts` by part, as GET /answers takes them; shares with their interval."""

    counts: dict[str, int]
    resolved: ShareShown
    confirmed: ShareShown
    returned: ShareShown
    given: ShareShown


class GroupShown(FiguresShown):
    """`key` is the id of the article or inbox, the language, or the first day of the week."""

    key: str
    name: str


class AnswerReport(FiguresShown):
    articles: list[GroupShown]
    languages: list[GroupShown]
    inboxes: list[GroupShown]
    weeks: list[GroupShown]


class ModelShown(Shown):
    """What was learnt for an audience ("public", "agents"). `threshold`: the confidence from which on it answers; above
    1 it never does. `meaning`: what became of the embedding model, "" (none was to be asked), in_use, no_help, too_few
    (questions of the past) or away; of `meaning_tried` questions, the right article was first for `meaning_with` with
    it and for `meaning_without` without."""

    id: int
    number: int
    audience: str
    target_precision: int
    threshold: float
    articles: int
    questions: int
    trained_at: Time
    meaning: str
    meaning_tried: int
    meaning_with: int
    meaning_without: int


class AssistantShown(Shown):
    """`broke_off_at`: learning broke off then, and has not come to its end since."""

    target_precision: int
    minutes: str
    hour_cost: str
    broke_off_at: Time | None
    in_use: list[ModelShown]
    held_back: list[ModelShown]


class SettingShown(Shown):
    inbox_id: int
    mode: str
    hours: str
    audience: str
    language: str
    share: int


class TrialShown(Shown):
    """`state`: running, done, failed. `what`, once it is done: answer, registry (without an article), ask, person,
    untrained. `text` is Markdown."""

    id: int
    state: str
    question: str
    what: str
    text: str
    why: str
    confidence: float
    threshold: float


class SuggestionShown(Shown):
    """`how_sure`: sure, likely, perhaps. `address` is "" where it has no public one, `inside` for what only agents may
    read. `section` is the heading of the section that answers, to which `address` leads, "" for the beginning."""

    article_id: int
    language: str
    title: str
    summary: str
    score: float
    how_sure: str
    address: str
    inside: bool
    section: str


class SuggestionList(Shown):
    data: list[SuggestionShown]
    is_ranked: bool


class PutIn(Shown):
    text: str


class BacktestShown(Shown):
    """`state`: running, done, failed; `done` of `total` questions."""

    id: int
    state: str
    with_drafts: bool
    target_precision: int
    done: int
    total: int
    created_at: Time
    ended_at: Time | None


class BacktestPage(Shown):
    data: list[BacktestShown]
    next: str | None


class TopicShown(Shown):
    """Questions that belong together and that no article answers; `message_ids` are some of them."""

    count: int
    message_ids: list[int]


class ReportShown(Shown):
    """`precision` counts what a person answered without an article as wrong; `proven` leaves it out. `broken` and
    `mended` compare with the backtest `before`."""

    total: int
    counts: dict[str, int]
    answered: ShareShown
    precision: ShareShown
    proven: ShareShown
    minutes_saved: str
    cost_saved: str
    topics: list[TopicShown]
    before_id: int | None
    broken: int | None
    mended: int | None


class BacktestReport(BacktestShown):
    report: ReportShown | None


class CaseShown(Shown):
    """`truth_id` is the article that answered it then, `given_id` the one that would have been the best."""

    message_id: int
    conversation_id: int
    truth_id: int | None
    given_id: int | None
    confidence: float
    answered: bool
    right: bool


class CasePage(Shown):
    data: list[CaseShown]
    next: str | None


class ComparisonShown(Shown):
    """`state`: running, done, failed. Of `asked` questions so many find the right article first, before and after."""

    edition: int
    state: str
    asked: int
    right_before: int
    right_after: int
    created_at: Time


class ChangeShown(Shown):
    """`kind`: broken, changed, mended, fresh. `truth_id` is the article that answered it then, `before_id` and
    `after_id` are those that are found first; of a changed one, `told` is the beginning of what it would say now."""

    message_id: int
    conversation_id: int
    kind: str
    truth_id: int | None
    before_id: int | None
    after_id: int | None
    told: str


class ChangePage(Shown):
    data: list[ChangeShown]
    next: str | None


def share_of(share: Share) -> dict[str, Any]:
    return {name: getattr(share, name) for name in ("count", "of", "value", "low", "high")}


def answer_of(row: Answer) -> dict[str, Any]:
    names = (
        *("id", "conversation_id", "message_id", "said_id", "inbox_id", "article_version", "feature_id", "language"),
        *("verdict", "confidence", "state", "why", "at", "outcome_at"),
    )
    return {**{name: getattr(row, name) for name in names}, "article_id": row.text.article_id if row.text else None}


def figures_of(found: Figures) -> dict[str, Any]:
    shares = {name: share_of(getattr(found, name)) for name in ("resolved", "confirmed", "returned", "given")}
    return {"counts": found.counts, **shares}


def group_of(group: Group) -> dict[str, Any]:
    key = group.key.date().isoformat() if hasattr(group.key, "date") else str(group.key)
    return {"key": key, "name": group.name, **figures_of(group.figures)}


def assistant_of(policy: AnswerPolicy, actor: Actor) -> dict[str, Any]:
    of_workspace = AnswerModel.objects.filter(workspace_id=actor.workspace_id)
    rows, held = (of_workspace.filter(**{name: True}).order_by("audience") for name in ("in_use", "is_held"))
    names = (
        *("id", "number", "audience", "target_precision", "threshold", "articles", "questions", "trained_at"),
        *("meaning", "meaning_tried", "meaning_with", "meaning_without"),
    )
    return {
        "target_precision": policy.target_precision,
        "minutes": str(policy.minutes),
        "hour_cost": str(policy.hour_cost),
        "broke_off_at": policy.broke_off_at,
        "in_use": [{name: getattr(row, name) for name in names} for row in rows],
        "held_back": [{name: getattr(row, name) for name in names} for row in held],
    }


def setting_of(row: AssistantSetting) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("inbox_id", "mode", "hours", "audience", "language", "share")}


def trial_of(row: AnswerTrial) -> dict[str, Any]:
    nothing = {"what": "", "text": "", "why": "", "confidence": 0.0, "threshold": 0.0}
    found = {name: row.found.get(name, none) for name, none in nothing.items()}
    return {"id": row.id, "state": row.state, "question": row.question, **found}


def suggestion_of(offer: Offer) -> dict[str, Any]:
    text = offer.text
    of_text = {"article_id": text.article_id, "language": text.language, "title": text.title, "summary": text.summary}
    shown = {name: getattr(offer, name) for name in ("score", "how_sure", "address", "inside")}
    return {**of_text, **shown, "section": offer.heading}


def suggested_of(offered: Offered) -> dict[str, Any]:
    return {"data": [suggestion_of(offer) for offer in offered.offers], "is_ranked": offered.is_ranked}


def backtest_of(row: Backtest) -> dict[str, Any]:
    names = ("id", "state", "with_drafts", "target_precision", "done", "total", "created_at", "ended_at")
    return {name: getattr(row, name) for name in names}


def report_of(report: Report) -> dict[str, Any]:
    return {
        "total": report.total,
        "counts": report.counts,
        **{name: share_of(getattr(report, name)) for name in ("answered", "precision", "proven")},
        "minutes_saved": str(report.minutes),
        "cost_saved": str(report.cost),
        "topics": [
            {"count": topic.count, "message_ids": [case.message_id for case in topic.samples]}
            for topic in report.topics
        ],
        "before_id": report.before.id if report.before else None,
        "broken": report.broken,
        "mended": report.mended,
    }


def case_of(row: BacktestCase) -> dict[str, Any]:
    names = ("message_id", "truth_id", "given_id", "confidence", "answered", "right")
    return {**{name: getattr(row, name) for name in names}, "conversation_id": row.message.conversation_id}


def comparison_of(row: Regression) -> dict[str, Any]:
    names = ("edition", "state", "asked", "right_before", "right_after", "created_at")
    return {name: getattr(row, name) for name in names}


def change_of(row: RegressionCase) -> dict[str, Any]:
    names = ("message_id", "kind", "truth_id", "before_id", "after_id", "told")
    return {**{name: getattr(row, name) for name in names}, "conversation_id": row.message.conversation_id}
