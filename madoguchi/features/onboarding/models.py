"""What the checklist keeps: which of its steps somebody chose to leave out. All else is read from facts."""

from django.db import models
from django.db.models.functions import Now

from madoguchi.base.models import TenantModel


class SkippedStep(TenantModel):
    """A step that the workspace leaves out."""

    id = models.BigAutoField(primary_key=True)
    step = models.CharField(max_length=20)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "skipped_steps"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "step"], name="skipped_steps_once"),
            models.CheckConstraint(condition=~models.Q(step=""), name="skipped_steps_named"),
        ]

    def __str__(self) -> str:
        return self.step
