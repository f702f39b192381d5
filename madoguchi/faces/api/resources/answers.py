"""The assistant: what it may do, what it has answered, what it suggests, and what it would have answered."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from madoguchi.base.paging import page_of
from madoguchi.faces.api.answers import Call, answer, listed, one
from madoguchi.faces.api.fields import Given, Id, Paging
from madoguchi.faces.api.problems import not_found
from madoguchi.faces.api.shapes import answers as shapes
from madoguchi.features.answers import regressions
from madoguchi.features.answers.actions import backtest as backtests
from madoguchi.features.answers.actions.compare import ask_comparison
from madoguchi.features.answers.actions.set_up import change_assistant, change_policy
from madoguchi.features.answers.actions.suggest import suggest, take
from madoguchi.features.answers.actions.train import ask_training, put_into_use
from madoguchi.features.answers.actions.try_out import ask_trial, trial_for
from madoguchi.features.answers.backtests import IN_ORDER, backtest_for, backtests_visible_to, cases_of, report_of
from madoguchi.features.answers.counting import NEWEST, Asked, answers_visible_to, report_on
from madoguchi.features.answers.models import Backtest, Regression
from madoguchi.features.answers.policy import policy_for, setting_for
from madoguchi.features.answers.suggesting import offered_at
from madoguchi.features.articles.actions.drafting import use_article
from madoguchi.features.articles.quoting import without_pictures

router = Router(tags=["assistant"])
TEXT = "/articles/{int:article_id}/texts/{str:language}"
BEGINNING, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
Part = Literal[
    "read", "given", "confirmed", "assumed", "returned", "open", "followed", "handed_over", "refused", "resolved",
    "settled", "read_on",
]  # fmt: skip
CasePart = Literal["answered", "right", "wrong", "unproven", "missed", "missing", "broken", "mended"]


class AnswerFilters(Given):
    """By when the question came (`since` included, `until` not), and of what."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    inbox_id: Id | None = None
    language: Literal["", "ja", "en"] = ""
    article_id: Id | None = None

    def asked(self, part: str = "") -> Asked:
        since, until = self.since or BEGINNING, self.until or END
        return Asked(since, until, self.inbox_id, self.language, self.article_id, part)


class AnswerList(Paging, AnswerFilters):
    part: Annotated[Part | None, Field(description="Only those that a figure counts.")] = None


class SettingGiven(Given):
    mode: Literal["off", "suggest", "answer"] | None = None
    hours: Literal["always", "closed"] | None = None
    audience: Literal["all", "companies", "others"] | None = None
    language: Annotated[Literal["", "ja", "en"] | None, Field(description='"" is any.')] = None
    share: Annotated[int | None, Field(ge=1, le=100, description="In percent; always the same customers.")] = None


class PolicyGiven(Given):
    target_precision: Annotated[int | None, Field(ge=70, le=99, description="Answers that shall be right (%).")] = None
    minutes: Annotated[Decimal | None, Field(ge=0, le=600, description="Of a person for one question.")] = None
    hour_cost: Annotated[Decimal | None, Field(ge=0, le=10_000_000, description="Of a person.")] = None


class TrialGiven(Given):
    question: Annotated[str, Field(min_length=1, max_length=4000)]


class DeedGiven(Given):
    deed: Literal["link", "card", "text", "dismiss"]


class BacktestGiven(Given):
    with_drafts: Annotated[bool, Field(description="With the drafts of articles in place of what is published.")] = (
        False
    )


class CaseList(Paging):
    part: Annotated[CasePart, Field(description="Which of its questions.")] = "wrong"


@router.get("/answers", response=shapes.AnswerPage, summary="List what the assistant did with questions")
def list_answers(request: Call, filters: Query[AnswerList]) -> HttpResponse:
    """The newest first."""
    rows = answers_visible_to(request.actor, filters.asked(filters.part or "")).select_related("text")
    page = page_of(rows, order=NEWEST, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, shapes.answer_of)


@router.get("/reports/answers", response=shapes.AnswerReport, summary="Read how often the assistant helped")
def read_answers(request: Call, filters: Query[AnswerFilters]) -> HttpResponse:
    """Each share with its interval of 95 %."""
    found = report_on(request.actor, filters.asked())
    groups = {
        name: [shapes.group_of(group) for group in found.groups[by]]
        for name, by in (("articles", "article"), ("languages", "language"), ("inboxes", "inbox"), ("weeks", "week"))
    }
    return one(request, {**shapes.figures_of(found.figures), **groups})


@router.get("/assistant", response=shapes.AssistantShown, summary="Read what the assistant is to hold and has learnt")
def read_assistant(request: Call) -> HttpResponse:
    return one(request, shapes.assistant_of(policy_for(request.actor), request.actor))


@router.patch("/assistant", response=shapes.AssistantShown, summary="Change what the assistant is to hold")
def change_assistant_policy(request: Call, given: PolicyGiven) -> HttpResponse:
    row = change_policy(changes=given.changes(), actor=request.actor)
    return answer(shapes.assistant_of(row, request.actor))


@router.post("/assistant/training", response={202: None}, summary="Let the assistant learn anew")
def train_assistant(request: Call) -> HttpResponse:
    """It learns by itself after articles have changed, and once a day."""
    ask_training(actor=request.actor)
    return HttpResponse(status=202)


@router.put(
    "/assistant/models/{int:model_id}/use", response=shapes.AssistantShown, summary="Answer by what was held back"
)
def use_model(request: Call, model_id: Id) -> HttpResponse:
    """Also by what was learnt before, as long as it is kept."""
    put_into_use(model_id, actor=request.actor)
    return answer(shapes.assistant_of(policy_for(request.actor), request.actor))


@router.get(
    "/assistant/models/{int:model_id}/changes",
    response=shapes.ChangePage,
    summary="List the questions of the past whose answer what was learnt changes",
)
def list_model_changes(request: Call, model_id: Id, filters: Query[Paging]) -> HttpResponse:
    rows = regressions.cases_of_model(model_id, request.actor)
    page = page_of(rows, order=regressions.IN_ORDER, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, shapes.change_of)


@router.put(
    f"{TEXT}/comparison",
    response={202: shapes.ComparisonShown},
    summary="Have the questions of the past asked with the draft of a text",
)
def compare_draft(request: Call, article_id: Id, language: str) -> HttpResponse:
    """What is known of this edition already is not done again."""
    row = ask_comparison(article_id, language, actor=request.actor)
    if row is None:
        raise not_found()
    return answer(shapes.comparison_of(row), 202)


@router.get(f"{TEXT}/comparison", response=shapes.ComparisonShown, summary="Read how far that is, or what it found")
def read_comparison(request: Call, article_id: Id, language: str) -> HttpResponse:
    return one(request, shapes.comparison_of(_comparison(request, article_id, language)))


@router.get(
    f"{TEXT}/comparison/changes",
    response=shapes.ChangePage,
    summary="List the questions of the past whose answer the draft changes",
)
def list_comparison_changes(request: Call, article_id: Id, language: str, filters: Query[Paging]) -> HttpResponse:
    rows = regressions.cases_of(_comparison(request, article_id, language), request.actor)
    page = page_of(rows, order=regressions.IN_ORDER, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, shapes.change_of)


@router.post(
    "/assistant/trials",
    response={202: shapes.TrialShown},
    summary="Ask what the assistant would say to a question",
)
def try_assistant(request: Call, given: TrialGiven) -> HttpResponse:
    """The trial that is named tells what becomes of it; it is kept for a day."""
    row = ask_trial(given.question, actor=request.actor)
    return answer(shapes.trial_of(row), 202, location=f"/api/v1/assistant/trials/{row.id}")


@router.get(
    "/assistant/trials/{int:trial_id}", response=shapes.TrialShown, summary="Read what it would say to that question"
)
def read_trial(request: Call, trial_id: Id) -> HttpResponse:
    """Those that this person has asked for."""
    return one(request, shapes.trial_of(trial_for(trial_id, request.actor)))


@router.get(
    "/inboxes/{int:inbox_id}/assistant", response=shapes.SettingShown, summary="Read what the assistant does there"
)
def read_inbox_assistant(request: Call, inbox_id: Id) -> HttpResponse:
    return one(request, shapes.setting_of(setting_for(inbox_id, request.actor)))


@router.patch(
    "/inboxes/{int:inbox_id}/assistant", response=shapes.SettingShown, summary="Set what the assistant does there"
)
def change_inbox_assistant(request: Call, inbox_id: Id, given: SettingGiven) -> HttpResponse:
    return answer(shapes.setting_of(change_assistant(inbox_id, changes=given.changes(), actor=request.actor)))


@router.post(
    "/conversations/{int:conversation_id}/suggestions",
    response=shapes.SuggestionList,
    summary="Have articles suggested for what is asked",
)
def suggest_articles(request: Call, conversation_id: Id) -> HttpResponse:
    """At most three, the best first. Where `is_ranked` is false the worker looks for them: read them a moment later."""
    return answer(shapes.suggested_of(suggest(conversation_id, actor=request.actor)))


@router.get(
    "/conversations/{int:conversation_id}/suggestions",
    response=shapes.SuggestionList,
    summary="List the articles that are suggested for what is asked",
)
def list_suggested_articles(request: Call, conversation_id: Id) -> HttpResponse:
    return one(request, shapes.suggested_of(offered_at(conversation_id, request.actor)))


@router.post(
    "/conversations/{int:conversation_id}/suggestions/{int:article_id}",
    response=shapes.PutIn,
    summary="Use or dismiss a suggested article",
)
def take_suggestion(request: Call, conversation_id: Id, article_id: Id, given: DeedGiven) -> HttpResponse:
    """Gives the Markdown to put into the reply."""
    text = take(conversation_id, article_id, deed=given.deed, actor=request.actor)
    if text:
        use_article(article_id, conversation_id=conversation_id, actor=request.actor)
    return answer({"text": without_pictures(text) if given.deed == "card" else text})


@router.get("/assistant/backtests", response=shapes.BacktestPage, summary="List backtests")
def list_backtests(request: Call, filters: Query[Paging]) -> HttpResponse:
    """The newest first."""
    page = page_of(backtests_visible_to(request.actor), order=("-id",), cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, shapes.backtest_of)


@router.post("/assistant/backtests", response={202: shapes.BacktestShown}, summary="Begin a backtest")
def begin_backtest(request: Call, given: BacktestGiven) -> HttpResponse:
    row = backtests.begin(with_drafts=given.with_drafts, actor=request.actor)
    return answer(shapes.backtest_of(row), 202, location=f"/api/v1/assistant/backtests/{row.id}")


@router.get("/assistant/backtests/{int:backtest_id}", response=shapes.BacktestReport, summary="Read a backtest")
def read_backtest(request: Call, backtest_id: Id) -> HttpResponse:
    """`report` is null until it is done."""
    row = backtest_for(backtest_id, request.actor)
    report = report_of(row, request.actor) if row.state == Backtest.State.DONE else None
    return one(request, {**shapes.backtest_of(row), "report": shapes.report_of(report) if report else None})


@router.get(
    "/assistant/backtests/{int:backtest_id}/cases", response=shapes.CasePage, summary="List questions of a backtest"
)
def list_backtest_cases(request: Call, backtest_id: Id, filters: Query[CaseList]) -> HttpResponse:
    rows = cases_of(backtest_for(backtest_id, request.actor), filters.part, request.actor)
    page = page_of(rows, order=IN_ORDER, cursor=filters.cursor, limit=filters.limit)
    return listed(request, page, shapes.case_of)


def _comparison(request: Call, article_id: int, language: str) -> Regression:
    found = regressions.comparison_of(article_id, language, request.actor)
    if found is None:
        raise not_found()
    return found
