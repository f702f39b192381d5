"""Reading what a draft or a new model changes among the questions of the past."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madoguchi.base.errors import NotAllowed
from madoguchi.core.conversations.queries.visible import messages_visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.policies import require
from madoguchi.features.answers.backtests import titled
from madoguchi.features.answers.models import AnswerModel, Regression, RegressionCase
from madoguchi.features.articles.queries.articles import text_for

IN_ORDER = ("id",)
SHOWN = 50  # questions of each kind


@dataclass(frozen=True, slots=True)
class Change:
    """One question: what answered it then, and what is found first before and now; titles, "" for none."""

    case: RegressionCase
    truth: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """At most SHOWN of each kind. The counts are of all, also of those that the actor may not read."""

    row: Regression
    counts: dict[str, int]
    listed: list[tuple[str, list[Change]]]

    @property
    def is_running(self) -> bool:
        return self.row.state == Regression.State.RUNNING


def comparison_of(article_id: int, language: str, actor: Actor) -> Regression | None:
    """That of the present edition of a text; None where there is none. Raises NotAllowed."""
    require(actor, "article.write")
    text = text_for(article_id, language, actor)
    return Regression.objects.filter(text=text, edition=text.edition).first() if text.has_draft else None


def models_shown(actor: Actor) -> "QuerySet[AnswerModel]":
    """What is in use and what is held back, with what each changed. Raises NotAllowed."""
    require(actor, "inbox.manage")
    rows = AnswerModel.objects.filter(workspace_id=actor.workspace_id)
    return (
        (rows.filter(in_use=True) | rows.filter(is_held=True)).select_related("regression").order_by("-audience", "id")
    )


def changes_in(row: Regression, actor: Actor) -> Changes:
    """Of one."""
    return _changes([row], actor)[row.id]


def changes_of(models: Iterable[AnswerModel], actor: Actor) -> list[tuple[AnswerModel, Changes | None]]:
    """Each model with what it changed, where that is known."""
    rows = list(models)
    known = {one.id: one.regression for one in rows if hasattr(one, "regression")}
    found = _changes(list(known.values()), actor)
    return [(one, found[known[one.id].id] if one.id in known else None) for one in rows]


def cases_of(row: Regression, actor: Actor) -> "QuerySet[RegressionCase]":
    """Those that the actor may read; to be paged by IN_ORDER."""
    return _readable(row.cases.all(), actor)


def cases_of_model(model_id: int, actor: Actor) -> "QuerySet[RegressionCase]":
    """The same of what was learnt. Raises NotAllowed where it is not there for this actor."""
    models = AnswerModel.objects.filter(workspace_id=actor.workspace_id, id=model_id)
    if not actor.may("report.read") or not models.exists():
        raise NotAllowed("not-found", _("This model does not exist any more."))
    rows = RegressionCase.objects.filter(workspace_id=actor.workspace_id, regression__model_id=model_id)
    return _readable(rows, actor)


def _readable(rows: "QuerySet[RegressionCase]", actor: Actor) -> "QuerySet[RegressionCase]":
    if actor.inbox_ids is not None:
        rows = rows.filter(message__in=messages_visible_to(actor).values("id"))
    return rows.select_related("message").order_by(*IN_ORDER)


def _changes(rows: list[Regression], actor: Actor) -> dict[int, Changes]:
    """By the id of each; in three queries however many there are."""
    cases = list(RegressionCase.objects.filter(regression__in=rows).select_related("message").order_by("id"))
    readable = {one.message_id for one in cases}
    if readable and actor.inbox_ids is not None:
        readable = set(messages_visible_to(actor).filter(id__in=readable).values_list("id", flat=True))
    titles = titled(one for case in cases for one in (case.truth_id, case.before_id, case.after_id)) if cases else {}
    return {
        row.id: _sorted(row, [one for one in cases if one.regression_id == row.id], readable, titles) for row in rows
    }


def _sorted(row: Regression, cases: list[RegressionCase], readable: set[int], titles: dict[int, str]) -> Changes:
    counts, listed = {}, []
    for kind in RegressionCase.Kind:
        of_kind = [one for one in cases if one.kind == kind]
        counts[str(kind.value)] = len(of_kind)
        shown = [
            Change(one, *(titles.get(of or 0, "") for of in (one.truth_id, one.before_id, one.after_id)))
            for one in of_kind
            if one.message_id in readable
        ]
        if shown:
            listed.append((str(kind.label), shown[:SHOWN]))
    return Changes(row, counts, listed)
