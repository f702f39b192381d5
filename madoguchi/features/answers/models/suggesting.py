"""What whoever answers is offered, and what they did with it."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.models import Person
from madoguchi.features.answers.models.answering import AnswerModel
from madoguchi.features.articles.models import Article


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
    with their scores, the best first; `sections`, by their ids, the anchors of the sections that answer ("" for the
    beginning); `is_sure`: it would answer by the first. Of each conversation the newest."""

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
    sections = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    is_sure = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "answer_rankings"
        constraints = [models.UniqueConstraint(fields=["message", "model"], name="answer_rankings_once")]
        indexes = [models.Index(fields=["workspace_id", "conversation"], name="answer_rankings_there")]
