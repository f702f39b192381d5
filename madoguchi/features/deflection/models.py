"""What is counted of visitors who begin to write to us."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from madoguchi.base.models import TenantModel


class ContactTrial(TenantModel):
    """A visitor who began to write to us, once a day, where articles were found that may answer it.

    `visitor` is a key of the day (features/articles/visitors.py), which names nobody. `is_held_out`: they were shown
    none of the articles, so that what these do can be told from what happens anyway. `contacted_at`: they wrote to us
    that day all the same.
    """

    id = models.BigAutoField(primary_key=True)
    visitor = models.CharField(max_length=40)
    is_held_out = models.BooleanField()
    began_at = models.DateTimeField(db_default=Now())
    contacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "contact_trials"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "visitor"], name="contact_trials_once_a_day"),
            models.CheckConstraint(condition=~Q(visitor=""), name="contact_trials_have_a_visitor"),
        ]
        indexes = [models.Index(fields=["workspace_id", "-began_at"], name="contact_trials_newest")]
