"""The ledger of what happened, and the queue of what has not been told yet."""

from django.db import models
from django.db.models.functions import Now

from madoguchi.base.models import TenantModel

# What concerns no customer, but for the one that comes as often as spam: changes of settings, and of who is here.
OF_THE_HOUSE = models.Q(conversation_id__isnull=True, contact_id__isnull=True) & ~models.Q(type="intake.set_aside")


class Event(TenantModel):
    """One fact. Insert-only; the payload holds ids and before/after, never what a person wrote.

    The table has one more column, which only queries.py reads: `xid`, the transaction that wrote the row.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    type = models.CharField(max_length=60)
    actor = models.CharField(max_length=40)
    conversation_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    cause_id = models.BigIntegerField(null=True)
    depth = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "events"
        indexes = [
            models.Index(
                fields=["workspace_id", "conversation_id", "id"],
                name="events_of_conversation",
                condition=models.Q(conversation_id__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "contact_id", "id"],
                name="events_of_contact",
                condition=models.Q(contact_id__isnull=False),
            ),
            models.Index(fields=["workspace_id", "-id"], name="events_of_the_house", condition=OF_THE_HOUSE),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(depth__lte=5), name="events_depth_at_most_5"),
        ]


class Outbox(models.Model):
    """What still has to be done for a row that was committed: ids only, so it needs no tenant.

    A row is written in the transaction of the fact and deleted in the transaction of its consequence.
    `subscriber` is empty for "all of them"; a subscriber that failed gets a row of its own.
    """

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=20)
    workspace_id = models.BigIntegerField()
    ref_id = models.BigIntegerField()
    subscriber = models.CharField(max_length=60, default="", blank=True)
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "outbox"
        indexes = [models.Index(fields=["topic", "due_at", "id"], name="outbox_due")]
        constraints = [
            models.UniqueConstraint(fields=["topic", "ref_id", "subscriber"], name="outbox_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}:{self.ref_id}"
