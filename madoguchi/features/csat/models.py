"""What customers say of conversations that are resolved."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from madoguchi.base.models import TenantModel
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.inboxes.models import Inbox
from madoguchi.core.people.models import Person, Team


class Rating(TenantModel):
    """A conversation whose customer was asked, and what they said: `score` from 1 to 5, NULL as long as they have not.

    `inbox`, `person` and `team` are those of the conversation when it was resolved last, before it was rated.
    """

    id = models.BigAutoField(primary_key=True)
    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="rating", db_constraint=False
    )
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    asked_at = models.DateTimeField(db_default=Now())
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.CharField(max_length=1000, blank=True, default="")
    rated_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "ratings"
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="ratings_from_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True, rated_at__isnull=True) | Q(score__isnull=False, rated_at__isnull=False),
                name="ratings_have_a_time",
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "-asked_at", "-id"], name="ratings_newest")]
