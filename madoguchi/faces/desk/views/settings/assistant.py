"""The assistant: where it speaks, what it is to hold, what it has learnt, and what it would have said so far."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base.paging import page_of
from madoguchi.core.contacts.audiences import Audience
from madoguchi.core.inboxes.queries import visible_to
from madoguchi.core.people.policies import require
from madoguchi.core.workspaces.models import LANGUAGES
from madoguchi.faces.desk.answers import saved
from madoguchi.faces.desk.seat import DeskRequest, seated
from madoguchi.faces.desk.typed import number_in
from madoguchi.features.answers.actions import backtest as backtests
from madoguchi.features.answers.actions.set_up import change_assistant, change_policy
from madoguchi.features.answers.actions.train import ask_training, put_into_use
from madoguchi.features.answers.actions.try_out import ask_trial, name_of, trial_for
from madoguchi.features.answers.backtests import (
    IN_ORDER,
    Report,
    backtest_for,
    backtests_visible_to,
    cases_of,
    report_of,
    titles_of,
)
from madoguchi.features.answers.models import (
    HIGHEST_PRECISION,
    LOWEST_PRECISION,
    AnswerTrial,
    AssistantSetting,
    Backtest,
    BacktestCase,
)
from madoguchi.features.answers.policy import policy_of, settings_of
from madoguchi.features.answers.regressions import changes_of, models_shown

PAGE = 50
SHOWN = 10  # backtests
LISTED: dict[str, str | Promise] = {
    "wrong": gettext_lazy("Answered wrongly"),
    "unproven": gettext_lazy("Answered, and a person needed no article then"),
    "missed": gettext_lazy("Not answered, though there was an article"),
    "missing": gettext_lazy("Not answered, and no article was there"),
    "right": gettext_lazy("Answered rightly"),
    "broken": gettext_lazy("Right before, and not now"),
    "mended": gettext_lazy("Right now, and not before"),
}


@require_http_methods(["GET", "POST"])
@seated
def show(request: DeskRequest) -> HttpResponse:
    """The page; POST changes what the workspace wants."""
    actor = request.seat.actor
    require(actor, "inbox.manage")
    if request.method == "POST":
        given = request.POST
        changes: dict[str, Any] = {name: given[name] for name in ("minutes", "hour_cost") if name in given}
        if "target_precision" in given:
            changes["target_precision"] = number_in(given["target_precision"]) or 0
        change_policy(changes=changes, actor=actor)
        return saved(request, _("Saved."))
    context = {
        "area": "settings",
        "page": "assistant",
        "rows": settings_of(visible_to(actor).filter(disabled_at=None).order_by("name", "id")),
        "policy": policy_of(actor.workspace_id),
        "low": LOWEST_PRECISION,
        "high": HIGHEST_PRECISION,
        "models": changes_of(models_shown(actor), actor),
        "tests": backtests_visible_to(actor)[:SHOWN],
        "choices": AssistantSetting,
        "audiences": Audience.choices,
        "languages": LANGUAGES,
    }
    return render(request, "desk/settings/assistant.html", context)


@require_POST
@seated
def of_inbox(request: DeskRequest, inbox_id: int) -> HttpResponse:
    """What it does at one inbox."""
    change_assistant(inbox_id, changes=_changes_in(request.POST), actor=request.seat.actor)
    return saved(request, _("Saved."))


@require_POST
@seated
def training(request: DeskRequest) -> HttpResponse:
    """Learn anew."""
    ask_training(actor=request.seat.actor)
    return saved(request, _("It learns now. That takes a moment."))


@require_POST
@seated
def use(request: DeskRequest, model_id: int) -> HttpResponse:
    """Answer by a model that was held back."""
    put_into_use(model_id, actor=request.seat.actor)
    return saved(request, _("It is in use now."), to=reverse("desk:assistant"))


@require_POST
@seated
def try_question(request: DeskRequest) -> HttpResponse:
    """Have the worker see what it would say to a question."""
    return _trial(request, ask_trial(request.POST.get("question", ""), actor=request.seat.actor))


@require_safe
@seated
def trial(request: DeskRequest, trial_id: int) -> HttpResponse:
    """What it would say, as soon as the worker has looked."""
    return _trial(request, trial_for(trial_id, request.seat.actor))


def _trial(request: DeskRequest, row: AnswerTrial) -> HttpResponse:
    return render(request, "desk/answers/trial.html", {"row": row, "trial": row.found, "live": name_of(row)})


@require_POST
@seated
def begin(request: DeskRequest) -> HttpResponse:
    """Begin a backtest."""
    row = backtests.begin(with_drafts="with_drafts" in request.POST, actor=request.seat.actor)
    return saved(request, _("It has begun."), to=reverse("desk:backtest", args=[row.id]))


@require_safe
@seated
def backtest(request: DeskRequest, backtest_id: int) -> HttpResponse:
    """How far a backtest is, or what it found; `part` lists those of its questions."""
    actor = request.seat.actor
    row = backtest_for(backtest_id, actor)
    part = part if (part := request.GET.get("part", "")) in LISTED else "wrong"
    context: dict[str, Any] = {"area": "settings", "page": "assistant", "row": row, "part": part}
    if row.state == Backtest.State.DONE:
        page = page_of(
            cases_of(row, part, actor),
            order=IN_ORDER,
            cursor=request.GET.get("cursor", ""),
            limit=PAGE,
        )
        report = report_of(row, actor)
        context |= {"report": report, "more": page.next, "tabs": _tabs(report), "cases": _with_titles(page.rows)}
    name = "desk/answers/progress.html" if "progress" in request.GET else "desk/settings/backtest.html"
    return render(request, name, context)


def _tabs(report: Report) -> list[tuple[str, str | Promise, int | None]]:
    """Each with how many questions it lists; what compares only where there is a backtest before."""
    counts = {**report.counts, "broken": report.broken, "mended": report.mended}
    return [(name, label, counts[name]) for name, label in LISTED.items() if counts[name] is not None]


def _with_titles(cases: list[BacktestCase]) -> list[tuple[BacktestCase, str, str]]:
    """Each with the article that was right then, and the one that would have been told."""
    titles = titles_of(cases)
    return [(case, titles.get(case.truth_id or 0, ""), titles.get(case.given_id or 0, "")) for case in cases]


def _changes_in(data: QueryDict) -> dict[str, Any]:
    changes: dict[str, Any] = {name: data[name] for name in ("mode", "hours", "audience", "language") if name in data}
    if "share" in data:
        changes["share"] = number_in(data.get("share", "")) or 0
    return changes
