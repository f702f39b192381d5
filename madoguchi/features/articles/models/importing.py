"""Bringing articles in from elsewhere: how far it is, and what became of each page and file."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madoguchi.base.models import TenantModel
from madoguchi.core.inboxes.models import Blob
from madoguchi.core.people.models import Person
from madoguchi.features.articles.models.article import Article


class ArticleImport(TenantModel):
    """A file, or a zip of many, that a job brings in. `blob` is what was uploaded, until it is over.

    `language`, `publish` and `into` hold for pages that do not say it themselves. `total` is of pages and files, 0
    until the file was read; the other numbers count them by their outcome. `failure`: why it could not be read at all.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", pgettext_lazy("import", "Stopped")
        FAILED = "failed", _("Could not be done")

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    token_id = models.BigIntegerField(null=True, blank=True)
    file_name = models.CharField(max_length=255)
    blob = models.ForeignKey(
        Blob, on_delete=models.PROTECT, null=True, blank=True, db_constraint=False, db_index=False, related_name="+"
    )
    language = models.CharField(max_length=10)
    publish = models.BooleanField(default=False)
    into = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    failure = models.CharField(max_length=300, blank=True, default="")
    total = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "article_imports"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="article_imports_anchor"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "stopped", "failed"]), name="article_imports_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    total__gte=F("added") + F("changed") + F("unchanged") + F("kept") + F("refused") + F("left_out")
                ),
                name="article_imports_count_right",
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "-id"], name="article_imports_newest")]

    @property
    def handled(self) -> int:
        """How many of its pages and files are through."""
        return self.added + self.changed + self.unchanged + self.kept + self.refused + self.left_out

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING


class ArticleImportItem(TenantModel):
    """One page of an import, or a file that was none. `number` is its place; `path` the file, or what the page is known
    by; `reason` why it was refused or left out."""

    class Outcome(models.TextChoices):
        ADDED = "added", _("Came in")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("There already")
        KEPT = "kept", _("Left as it was")
        REFUSED = "refused", _("Not taken")
        LEFT_OUT = "left_out", _("No article")

    id = models.BigAutoField(primary_key=True)
    article_import = models.ForeignKey(
        ArticleImport, on_delete=models.CASCADE, related_name="items", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    path = models.CharField(max_length=300)
    title = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=300, blank=True, default="")
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        db_table = "article_import_items"
        constraints = [
            models.UniqueConstraint(fields=["article_import", "number"], name="article_import_items_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["added", "changed", "unchanged", "kept", "refused", "left_out"]),
                name="article_import_items_outcome_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "article_import", "outcome", "number"], name="article_import_items_listed"
            )
        ]
