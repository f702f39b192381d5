"""What a customer asks (形式的な問い), and what they want to do (真の問い)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation, Message
from madoguchi.core.people.models import Person

LONGEST = 300  # characters of each


class Aim(TenantModel):
    """Of one conversation: `asked` is the question as it was put, `wish` what they want to do ("": nobody knows yet).

    `source` tells who found them; `topic` is the question of the phrasebook that it is likest to ("": like none).
    `is_placed`: the phrasebook was asked for the topic. `is_looked_up`: the language model too, where there is one.
    Settled are those that a person confirmed as found, or changed.
    """

    class Source(models.TextChoices):
        RULES = "rules", _("From the customer's words")
        PHRASEBOOK = "phrasebook", _("By a question that is asked often")
        MODEL = "model", _("By the language model")
        PERSON = "person", _("By a person")

    class State(models.TextChoices):
        FOUND = "found", pgettext_lazy("aim", "Found automatically")
        CONFIRMED = "confirmed", pgettext_lazy("aim", "Confirmed")
        CHANGED = "changed", pgettext_lazy("aim", "Changed by a person")

    id = models.BigAutoField(primary_key=True)
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="aim", db_constraint=False)
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    asked = models.CharField(max_length=LONGEST, blank=True, default="")
    wish = models.CharField(max_length=LONGEST, blank=True, default="")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.RULES)
    topic = models.CharField(max_length=80, blank=True, default="")
    is_placed = models.BooleanField(default=False, db_default=False)
    is_looked_up = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FOUND)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "conversation_aims"
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=["rules", "phrasebook", "model", "person"]), name="aims_source_known"
            ),
            models.CheckConstraint(condition=Q(state__in=["found", "confirmed", "changed"]), name="aims_state_known"),
            models.CheckConstraint(
                condition=Q(state="found", settled_at__isnull=True) | ~Q(state="found") & Q(settled_at__isnull=False),
                name="aims_settled_once",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "-at", "-id"], name="aims_newest"),
            models.Index(fields=["workspace_id", "-id"], name="aims_not_placed", condition=Q(is_placed=False)),
        ]

    @property
    def is_settled(self) -> bool:
        return self.state != self.State.FOUND


class Clarification(TenantModel):
    """A question back that was suggested to whoever answers, and what they did with it; of each kind once for a
    customer's message. "which": of two articles, which is meant; "wish": what they want to do."""

    class Kind(models.TextChoices):
        WHICH = "which", _("Which of two is meant")
        WISH = "wish", _("What they want to do")

    class Outcome(models.TextChoices):
        ASKED = "asked", pgettext_lazy("clarification", "Put into the reply")
        DISMISSED = "dismissed", pgettext_lazy("clarification", "Dismissed")

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "clarifications"
        constraints = [
            models.UniqueConstraint(fields=["message", "kind"], name="clarifications_once"),
            models.CheckConstraint(condition=Q(kind__in=["which", "wish"]), name="clarifications_kind_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=["asked", "dismissed"]), name="clarifications_outcome_known"
            ),
        ]
