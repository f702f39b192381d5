"""Where the assistant may speak, what it has learnt, and what became of each of its answers."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madoguchi.base.models import TenantModel
from madoguchi.core.contacts.audiences import Audience
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.inboxes.models import Blob, Inbox
from madoguchi.features.articles.models import Article, ArticleText
from madoguchi.features.registry.models import Feature

FORMAT = 8  # ranking/keeping.py's, which would bring numpy into every process
LOWEST_PRECISION, HIGHEST_PRECISION = 70, 99  # percent


class AnswerPolicy(TenantModel):
    """What a workspace wants of its answers; one row each, made on first use.

    `target_precision` in percent: of a hundred answers so many are to be right. `minutes` is what a person needs for
    such a question, `hour_cost` what an hour of theirs costs, in the workspace's own money. `stale_since`: articles or
    words have changed since then, and nothing has been learnt from it yet. `broke_off_at`: learning broke off then, and
    has not come to its end since. `readings`: what was read for the last learning, so that the next one reads only what
    is new (ranking/readings.py).
    """

    id = models.BigAutoField(primary_key=True)
    target_precision = models.PositiveSmallIntegerField(default=95)
    minutes = models.DecimalField(max_digits=5, decimal_places=1, default=Decimal("6.0"))
    hour_cost = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(3000))
    stale_since = models.DateTimeField(null=True, blank=True)
    broke_off_at = models.DateTimeField(null=True, blank=True)
    readings = models.ForeignKey(
        Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )

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

    id = models.BigAutoField(primary_key=True)
    inbox = models.OneToOneField(Inbox, on_delete=models.CASCADE, related_name="assistant", db_constraint=False)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.SUGGEST)
    hours = models.CharField(max_length=10, choices=Hours.choices, default=Hours.ALWAYS)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.ALL)
    language = models.CharField(max_length=10, blank=True, default="")
    share = models.PositiveSmallIntegerField(default=100)

    class Meta:
        db_table = "assistant_settings"
        constraints = [
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="assistant_settings_share_in_percent"),
            models.CheckConstraint(
                condition=Q(mode__in=["off", "suggest", "answer"])
                & Q(hours__in=["always", "closed"])
                & Q(audience__in=["all", "companies", "others"]),
                name="assistant_settings_known",
            ),
        ]


class AnswerModel(TenantModel):
    """What was learnt at one time, and is kept: `content` is a Ranker as bytes. Of each audience at most one is in use:
    "public", from which customers are answered, and "agents", which knows manuals too (where there are any).

    What another version of the engine wrote (`format`) is read no more. `articles` and `questions` say from how many;
    `threshold` is the confidence from which on it answers. `asked_at` is when the next one was last asked for by the
    clock. `is_held`: it would break what was right before, and somebody has to look at that first. `meaning`: what
    became of the embedding model ("" where none was to be asked); of `meaning_tried` questions that it had not seen,
    the right article was first for so many with it and without it.
    """

    class Meaning(models.TextChoices):
        UNASKED = ""
        IN_USE = "in_use"
        NO_HELP = "no_help"
        TOO_FEW = "too_few"
        AWAY = "away"

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveIntegerField()
    format = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=10, default="public")
    content = models.ForeignKey(Blob, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    target_precision = models.PositiveSmallIntegerField()
    threshold = models.FloatField()
    articles = models.PositiveIntegerField()
    questions = models.PositiveIntegerField()
    took_ms = models.PositiveIntegerField()
    in_use = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)
    meaning = models.CharField(max_length=10, choices=Meaning.choices, blank=True, default="")
    meaning_tried = models.PositiveIntegerField(default=0)
    meaning_with = models.PositiveIntegerField(default=0)
    meaning_without = models.PositiveIntegerField(default=0)
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
            models.CheckConstraint(
                condition=Q(meaning__in=["", "in_use", "no_help", "too_few", "away"])
                & Q(meaning_with__lte=F("meaning_tried"), meaning_without__lte=F("meaning_tried")),
                name="answer_models_meaning_known",
            ),
        ]

    @property
    def meaning_with_share(self) -> float:
        return self.meaning_with / max(self.meaning_tried, 1)

    @property
    def meaning_without_share(self) -> float:
        return self.meaning_without / max(self.meaning_tried, 1)


class Answer(TenantModel):
    """A question that the assistant read, and what it made of it; one for each question.

    `said` is its message; `text` is the article text that it was made of, `article_version` the version of that;
    `verdict` is that on `feature`, and without an article the whole answer;
    `offered` are the articles that a clarifying question lets choose between, `looked_at` the best ones with their
    scores. `sections` are, by the ids of articles, the anchors of their sections that answer ("" for the beginning).
    `step` is the step of the article that was told last, 0 where it is not told by steps. `why` is why a person
    has it. `followed`: the customer went on, and a later answer carries the outcome.
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

    NOTHING_SAID = (Verdict.NONE, Verdict.UNCONFIRMED)  # verdicts that answer nothing

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
    feature = models.ForeignKey(
        Feature, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
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
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    sections = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    at = models.DateTimeField(db_default=Now())
    outcome_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "answers"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="answers_anchor"),
            models.UniqueConstraint(fields=["message"], name="answers_once_a_question"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "confirmed", "assumed", "returned"])
                | Q(article_version__gt=0)
                | ~Q(verdict=""),
                name="answers_say_something",
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

    @property
    def is_told(self) -> bool:
        """Whether something was answered, from an article or from the registry (counting.py has the same as a Q)."""
        return self.article_version > 0 or self.verdict not in self.NOTHING_SAID
