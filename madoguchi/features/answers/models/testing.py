"""The questions of the past, asked again: before it is switched on, and whenever something has changed."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Message
from madoguchi.core.people.models import Person
from madoguchi.features.answers.models.answering import AnswerModel
from madoguchi.features.articles.models import Article, ArticleText


class Backtest(TenantModel):
    """What the assistant would have said to the questions of the past, learnt only from what was before each of them.

    `with_drafts`: with what is being worked on in place of what is published.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Could not be done")

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    target_precision = models.PositiveSmallIntegerField()
    with_drafts = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "backtests"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="backtests_anchor"),
            models.CheckConstraint(condition=Q(state__in=["running", "done", "failed"]), name="backtests_state_known"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="backtests_count_right"),
        ]
        indexes = [models.Index(fields=["workspace_id", "-id"], name="backtests_newest")]


class BacktestCase(TenantModel):
    """One question of the past: `truth` is the article that answered it then (None: a person answered without one),
    `given` the one that would have been the best; `answered`: it would have been said."""

    id = models.BigAutoField(primary_key=True)
    backtest = models.ForeignKey(Backtest, on_delete=models.CASCADE, related_name="cases", db_constraint=False)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    truth = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    given = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    confidence = models.FloatField()
    answered = models.BooleanField()
    right = models.BooleanField()
    topic = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "backtest_cases"
        constraints = [models.UniqueConstraint(fields=["backtest", "message"], name="backtest_cases_once")]
        indexes = [
            models.Index(fields=["workspace_id", "backtest", "answered", "right", "id"], name="backtest_cases_listed")
        ]


class Regression(TenantModel):
    """What a draft of an article (`text`, in its `edition`) or a new model changes among questions of the past; the
    newest of each. `asked` are the questions; of these, so many found the right article first, before and after."""

    State = Backtest.State

    id = models.BigAutoField(primary_key=True)
    text = models.OneToOneField(
        ArticleText, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_constraint=False
    )
    edition = models.PositiveIntegerField(default=0)
    model = models.OneToOneField(
        AnswerModel, on_delete=models.CASCADE, null=True, blank=True, related_name="regression", db_constraint=False
    )
    state = models.CharField(max_length=10, choices=Backtest.State.choices, default=Backtest.State.RUNNING)
    asked = models.PositiveIntegerField(default=0)
    right_before = models.PositiveIntegerField(default=0)
    right_after = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "answer_regressions"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="answer_regressions_anchor"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "failed"]), name="answer_regressions_state_known"
            ),
            models.CheckConstraint(
                condition=Q(text__isnull=False, model__isnull=True) | Q(text__isnull=True, model__isnull=False),
                name="answer_regressions_of_one_thing",
            ),
        ]


class RegressionCase(TenantModel):
    """A question whose answer changes; `truth` is the article that answered it, `before` and `after` the ones that are
    found first. Fresh: nobody could answer it with an article, and now it would be answered. Changed: the right one is
    found as before, and would say something else: `told`, the beginning of that."""

    class Kind(models.TextChoices):
        BROKEN = "broken", _("Right before, and not now")
        CHANGED = "changed", _("The same article, but it tells them something else")
        MENDED = "mended", _("Right now, and not before")
        FRESH = "fresh", _("Answered now, and by nobody before")

    id = models.BigAutoField(primary_key=True)
    regression = models.ForeignKey(Regression, on_delete=models.CASCADE, related_name="cases", db_constraint=False)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    truth = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    before = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    after = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    told = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        db_table = "answer_regression_cases"
        constraints = [
            models.UniqueConstraint(fields=["regression", "message"], name="answer_regression_cases_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["broken", "changed", "mended", "fresh"]),
                name="answer_regression_cases_kind_known",
            ),
        ]


class AnswerTrial(TenantModel):
    """A question that somebody of ours tries: `found` is what would be said to it (trying.py), {} as long as the worker
    looks. Thrown away after a while."""

    State = Backtest.State

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    question = models.TextField()
    state = models.CharField(max_length=10, choices=Backtest.State.choices, default=Backtest.State.RUNNING)
    found = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "answer_trials"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="answer_trials_anchor"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "failed"]), name="answer_trials_state_known"
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "at"], name="answer_trials_oldest")]
