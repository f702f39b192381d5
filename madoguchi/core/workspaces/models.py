"""The tenant, and the few keys by which one is found before anything else is known."""

from django.db import models
from django.db.models.functions import Now

MOST_MINUTES = 365 * 1440
LANGUAGES = [("ja", "日本語"), ("en", "English")]


class Workspace(models.Model):
    """One tenant: a company's desk, or one client of an outsourced desk."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, choices=LANGUAGES, default="ja")
    time_zone = models.CharField(max_length=60, default="Asia/Tokyo")
    is_demo = models.BooleanField(default=False)
    unseen_watching = models.BooleanField(default=False)  # whether supervisors may look on without being shown
    tracks_promises = models.BooleanField(default=True, db_default=True)  # whether a time that a reply names is due
    # After how many minutes a customer's waiting is shown as long, then as too long; after how many nobody may have
    # left anything unanswered.
    long_wait_minutes = models.PositiveIntegerField(default=30, db_default=30)
    too_long_wait_minutes = models.PositiveIntegerField(default=120, db_default=120)
    unanswered_minutes = models.PositiveIntegerField(default=1440, db_default=1440)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "workspaces"
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="workspaces_have_a_name"),
            models.CheckConstraint(
                condition=models.Q(
                    long_wait_minutes__gt=0,
                    too_long_wait_minutes__gt=models.F("long_wait_minutes"),
                    unanswered_minutes__gt=0,
                    too_long_wait_minutes__lte=MOST_MINUTES,
                    unanswered_minutes__lte=MOST_MINUTES,
                ),
                name="workspaces_waits_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Directory(models.Model):
    """Which workspace a key from outside belongs to: the one thing readable without a tenant.

    Keys are "address:support@example.jp", "token:<sha256>", "intake:<sha256>", "invitation:<sha256>".
    """

    key = models.CharField(max_length=400, primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    target_id = models.BigIntegerField()

    class Meta:
        db_table = "directory"
        verbose_name_plural = "directory"

    def __str__(self) -> str:
        return self.key
