"""One thing that is done to many conversations, and what became of each."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import Person

MOST = 10_000  # conversations at once
UNDONE_WITHIN = timedelta(minutes=10)
VERBS = ("assign", "team", "tag", "untag", "priority", "snooze", "resolve", "reopen", "spam", "not_spam", "reply")


class Bulk(TenantModel):
    """`parameters` are those of the verb (verbs.py); `begun_id` is the fact that all its facts name as their cause.

    `done`, `unchanged` and `refused` count its items by their outcome; `undone` those of `done` that were taken back,
    `kept` those that could not be.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", pgettext_lazy("bulk", "Broke off")

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    token_id = models.BigIntegerField(null=True, blank=True)
    once = models.CharField(max_length=64, blank=True, default="")
    verb = models.CharField(max_length=10)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    begun_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "bulks"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="bulks_anchor"),
            models.UniqueConstraint(
                fields=["workspace_id", "person", "once"], condition=~Q(once=""), name="bulks_once"
            ),
            models.CheckConstraint(condition=Q(verb__in=VERBS), name="bulks_verb_known"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "cancelled", "undoing", "undone", "failed"]),
                name="bulks_state_known",
            ),
            models.CheckConstraint(
                condition=Q(total__gt=0, total__lte=MOST)
                & Q(total__gte=F("done") + F("unchanged") + F("refused"))
                & Q(done__gte=F("undone") + F("kept")),
                name="bulks_count_right",
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "person", "-id"], name="bulks_of_person")]

    @property
    def handled(self) -> int:
        """How far it is: of its conversations, or of those that are being taken back."""
        if self.state in (self.State.UNDOING, self.State.UNDONE):
            return self.undone + self.kept
        return self.done + self.unchanged + self.refused

    @property
    def is_moving(self) -> bool:
        return self.state in (self.State.RUNNING, self.State.UNDOING)


class BulkItem(TenantModel):
    """One conversation of a bulk. `before` and `left` hold what was changed, as it was and as the bulk left it."""

    class Outcome(models.TextChoices):
        WAITING = "", _("Not yet")
        DONE = "done", _("Done")
        UNCHANGED = "unchanged", _("Unchanged")
        REFUSED = "refused", _("Refused")
        UNDONE = "undone", _("Undone")
        KEPT = "kept", _("Not undone")

    id = models.BigAutoField(primary_key=True)
    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="items", db_constraint=False, db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    before = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    code = models.CharField(max_length=40, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "bulk_items"
        constraints = [
            models.UniqueConstraint(fields=["bulk", "conversation"], name="bulk_items_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "done", "unchanged", "refused", "undone", "kept"]),
                name="bulk_items_outcome_known",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "bulk", "outcome", "conversation"], name="bulk_items_by_outcome")
        ]
