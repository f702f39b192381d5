"""Which article is a playbook and for what, and each run of it in a conversation."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.people.models import Person
from madoguchi.features.articles.models import Article


class Playbook(TenantModel):
    """An article that is followed step by step. It is offered where the conversation is about one of `topics` (ids of
    the phrasebook), or says one of `words` (one a line, normal form)."""

    id = models.BigAutoField(primary_key=True)
    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="playbook", db_constraint=False)
    topics = models.JSONField(default=list, blank=True)
    words = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "playbooks"
        constraints = [models.UniqueConstraint(fields=["workspace_id", "id"], name="playbooks_anchor")]


class Run(TenantModel):
    """A playbook as somebody follows it. `steps` are those of the version that it began with (steps.py, as_json());
    `path` what was done so far: [[step, choice], …]. Left: it was not followed to an end, for a `reason`."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", pgettext_lazy("playbook", "Followed to its end")
        LEFT = "left", pgettext_lazy("playbook", "Left")

    class Reason(models.TextChoices):
        DOES_NOT_FIT = "does_not_fit", _("It does not fit this case")
        OUTDATED = "outdated", _("It is wrong or out of date")
        UNCLEAR = "unclear", _("A step is unclear")
        QUICKER = "quicker", _("It was solved in a quicker way")
        CUSTOMER = "customer", _("The customer wanted it otherwise")
        OTHER = "other", pgettext_lazy("playbook", "Another reason")

    id = models.BigAutoField(primary_key=True)
    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="runs", db_constraint=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    title = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=0)
    steps = models.JSONField(default=list)
    path = models.JSONField(default=list, blank=True)
    at_step = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True, default="")
    remark = models.CharField(max_length=300, blank=True, default="")
    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "playbook_runs"
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="running"), name="playbook_runs_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "left"]), name="playbook_runs_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="left") & ~Q(reason="") | ~Q(state="left") & Q(reason=""),
                name="playbook_runs_left_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "playbook", "-began_at"], name="playbook_runs_newest")]

    @property
    def step(self) -> dict[str, Any]:
        """The one that is to be done now: title, body (Markdown), choices ([label, step or null for the end])."""
        found: dict[str, Any] = self.steps[self.at_step]
        return found
