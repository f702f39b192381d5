"""The tenant, and the few keys by which one is found before anything else is known."""

from django.db import models
from django.db.models.functions import Now

LANGUAGES = [("ja", "日本語"), ("en", "English")]


class Workspace(models.Model):
    """One tenant: a company's desk, or one client of an outsourced desk."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, choices=LANGUAGES, default="ja")
    time_zone = models.CharField(max_length=60, default="Asia/Tokyo")
    is_demo = models.BooleanField(default=False)
    unseen_watching = models.BooleanField(default=False)  # whether supervisors may look on without being shown
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "workspaces"
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="workspaces_have_a_name")]

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
