"""Where the assistant may speak, what it has learnt, and what became of each of its answers."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.inboxes.models import Blob, Inbox
from madoguchi.core.people.models import Person
from madoguchi.features.articles.models import Article, ArticleText

FORMAT = 2  # ranking/keeping.py's, which would bring numpy into every process
LOWEST_PRECISION, HIGHEST_PRECISION = 70, 99  # percent


class AnswerPolicy(TenantModel):
    """What a workspace wants of its answers; one row each, made on first use.

    `target_precision` in percent: of a hundred answers so many are to be right. `minutes` is what a person needs for
    such a question, `hour_cost` what an hour of theirs costs, in the workspace's own money. `stale_since`: articles or
    words have changed since then, and nothing has been learnt from it yet.
    """

    id = models.BigAutoField(primary_key=True)
    target_precision = models.PositiveSmallIntegerField(default=95)
    minutes = models.DecimalField(max_digits=5, decimal_places=1, default=Decimal("6.0"))
    hour_cost = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(3000))
    stale_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "answer_policies"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id"], name="answer_policies_once"),
            models.CheckConstraint(
                condition=Q(target_precision__range=(LOWEST_PRECISION, HIGHEST_PRECISION)),
                name="answer_policies_precision_in_reason",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=0, hour_cost__gte=0), name="answer_policies_cost_something"
            ),
        ]


class AssistantSetting(TenantModel):
    """What the assistant does at one inbox. `share`: of a hundred conversations so many are answered, always the same
    ones; `language` "" is any."""

    class Mode(models.TextChoices):
        OFF = "off", _("Off")
        SUGGEST = "suggest", _("Suggest to agents")
        ANSWER = "answer", _("Answer customers")

    class Hours(models.TextChoices):
        ALWAYS = "always", _("At any time")
        CLOSED = "closed", _("Outside business hours")

    class Audience(models.TextChoices):
        ALL = "all", _("Everybody")
        COMPANIES = "companies", _("People of a company we know")
        OTHERS = "others", _("People of no company we know")

    class Style(models.TextChoices):
        SHORT = "short", _("Short: the verdict, the first steps, the article")
        WHOLE = "whole", _("In full: the whole article")

    id = models.BigAutoField(primary_key=True)
    inbox = models.OneToOneField(Inbox, on_delete=models.CASCADE, related_name="assistant", db_constraint=False)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.SUGGEST)
    hours = models.CharField(max_length=10, choices=Hours.choices, default=Hours.ALWAYS)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.ALL)
    language = models.CharField(max_length=10, blank=True, default="")
    style = models.CharField(max_length=10, choices=Style.choices, default=Style.SHORT)
    share = models.PositiveSmallIntegerField(default=100)

    class Meta:
        db_table = "assistant_settings"
        constraints = [
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="assistant_settings_share_in_percent"),
            models.CheckConstraint(
                condition=Q(mode__in=["off", "suggest", "answer"])
                & Q(hours__in=["always", "closed"])
                & Q(audience__in=["all", "companies", "others"])
                & Q(style__in=["short", "whole"]),
                name="assistant_settings_known",
            ),
        ]


class AnswerModel(TenantModel):
    """What was learnt at one time, and is kept: `content` is a Ranker as bytes. Of each audience at most one is in use:
    "public", from which customers are answered, and "agents", which knows manuals too (where there are any).

    What another version of the engine wrote (`format`) is read no more. `articles` and `questions` say from how many;
    `threshold` is the confidence from which on it answers. `asked_at` is when the next one was last asked for by the
    clock. `is_held`: it would break what was right before, and somebody has to look at that first.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveIntegerField()
    format = models.PositiveSmallIntegerField(default=FORMAT)
    audience = models.CharField(max_length=10, default="public")
    content = models.ForeignKey(Blob, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    target_precision = models.PositiveSmallIntegerField()
    threshold = models.FloatField()
    articles = models.PositiveIntegerField()
    questions = models.PositiveIntegerField()
    took_ms = models.PositiveIntegerField()
    in_use = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)
    trained_at = models.DateTimeField(db_default=Now())
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "answer_models"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="answer_models_anchor"),
            models.UniqueConstraint(fields=["workspace_id", "number"], name="answer_models_number_once"),
            models.UniqueConstraint(
                fields=["workspace_id", "audience"], condition=Q(in_use=True), name="answer_models_one_in_use"
            ),
            models.CheckConstraint(condition=Q(audience__in=["public", "agents"]), name="answer_models_audience_known"),
            models.CheckConstraint(condition=~Q(in_use=True, is_held=True), name="answer_models_held_are_not_in_use"),
        ]


class Answer(TenantModel):
    """A question that the assistant read, and what it made of it; one for each question.

    `said` is its message; `text` is the article text that it was made of, `article_version` the version of that;
    `offered` are the articles that a clarifying question lets choose between, `looked_at` the best ones with their
    scores. `why` is why a person has it. `followed`: the customer went on, and a later answer carries the outcome.
    `outcome_at` is when the state came that it has now.
    """

    class State(models.TextChoices):
        CONSIDERING = "considering", pgettext_lazy("answers", "Being read")
        ANSWERED = "answered", pgettext_lazy("answers", "Answered")
        CLARIFIED = "clarified", pgettext_lazy("answers", "Asked back")
        FOLLOWED = "followed", pgettext_lazy("answers", "Went on")
        HANDED_OVER = "handed_over", pgettext_lazy("answers", "Given to a person")
        REFUSED = "refused", pgettext_lazy("answers", "Left to a person")
        CONFIRMED = "confirmed", pgettext_lazy("answers", "Confirmed")
        ASSUMED = "assumed", pgettext_lazy("answers", "Assumed")
        RETURNED = "returned", pgettext_lazy("answers", "Came back")

    class Verdict(models.TextChoices):
        NONE = "", _("No verdict")
        YES = "yes", _("Possible")
        NO = "no", _("Not possible")
        CONDITIONAL = "conditional", _("Under conditions")
        UNCONFIRMED = "unconfirmed", _("Not confirmed")

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    said = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    text = models.ForeignKey(
        ArticleText, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    article_version = models.PositiveIntegerField(default=0)
    model = models.ForeignKey(
        AnswerModel, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    language = models.CharField(max_length=10, blank=True, default="")
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True, default="")
    confidence = models.FloatField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CONSIDERING)
    why = models.CharField(max_length=20, blank=True, default="")
    offered = models.JSONField(default=list, blank=True)
    looked_at = models.JSONField(default=list, blank=True)
    read_on = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=Now())
    outcome_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "answers"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="answers_anchor"),
            models.UniqueConstraint(fields=["message"], name="answers_once_a_question"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "confirmed", "assumed", "returned"]) | Q(article_version__gt=0),
                name="answers_are_of_an_article",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        *("considering", "answered", "clarified", "followed", "handed_over"),
                        *("refused", "confirmed", "assumed", "returned"),
                    ]
                ),
                name="answers_state_known",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "conversation", "id"], name="answers_of_conversation"),
            models.Index(fields=["workspace_id", "-at", "-id"], name="answers_newest"),
            models.Index(
                fields=["workspace_id", "outcome_at"],
                name="answers_open",
                condition=Q(state__in=["considering", "answered", "clarified"]),
            ),
        ]


class Suggestion(TenantModel):
    """An article that was shown to whoever answers, and what they did with it; once for each question and article."""

    class Outcome(models.TextChoices):
        SHOWN = "shown", _("Shown")
        LINKED = "linked", _("Put in as a link")
        PUT_IN = "put_in", _("Put in as text")
        DISMISSED = "dismissed", _("Dismissed")

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    score = models.FloatField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.SHOWN)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "answer_suggestions"
        constraints = [
            models.UniqueConstraint(fields=["message", "article"], name="answer_suggestions_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["shown", "linked", "put_in", "dismissed"]),
                name="answer_suggestions_outcome_known",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "conversation"], name="answer_suggestions_there"),
            models.Index(
                fields=["workspace_id", "-at"],
                name="answer_suggestions_used",
                condition=Q(outcome__in=["linked", "put_in"]),
            ),
        ]


class Ranked(TenantModel):
    """What a model finds for the newest question of a conversation that somebody has open: `scores` are the articles
    with their scores, the best first; `is_sure`: it would answer by the first. Of each conversation the newest."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    model = models.ForeignKey(AnswerModel, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    language = models.CharField(max_length=10, blank=True, default="")
    scores = models.JSONField(default=list)
    is_sure = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "answer_rankings"
        constraints = [models.UniqueConstraint(fields=["message", "model"], name="answer_rankings_once")]
        indexes = [models.Index(fields=["workspace_id", "conversation"], name="answer_rankings_there")]


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
    found first. Fresh: nobody could answer it with an article, and now it would be answered."""

    class Kind(models.TextChoices):
        BROKEN = "broken", _("Right before, and not now")
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

    class Meta:
        db_table = "answer_regression_cases"
        constraints = [
            models.UniqueConstraint(fields=["regression", "message"], name="answer_regression_cases_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["broken", "mended", "fresh"]), name="answer_regression_cases_kind_known"
            ),
        ]
