"""Calls for help."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models.conversation import Conversation
from madoguchi.core.people.models import Person, Team


class HelpRequest(TenantModel):
    """Somebody asks for help on a conversation: a team, or (without one) whoever leads. One at a time.

    It is open, then taken by who helps, then settled; `settled_by` stays empty where the product settled it.
    """

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="help_requests", db_constraint=False, db_index=False
    )
    asked_by = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    text = models.CharField(max_length=500, blank=True, default="")
    is_urgent = models.BooleanField(default=False)
    asked_at = models.DateTimeField(db_default=Now())
    taken_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "help_requests"
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(settled_at__isnull=True), name="help_requests_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True) | Q(taken_at__isnull=False), name="help_requests_taken_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | Q(settled_at__isnull=False),
                name="help_requests_settled_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "-id"], name="help_requests_open", condition=Q(settled_at__isnull=True)
            ),
            models.Index(fields=["workspace_id", "conversation", "-id"], name="help_requests_of_conversation"),
        ]
