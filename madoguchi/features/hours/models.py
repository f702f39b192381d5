"""The business hours of a workspace, by name."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from madoguchi.base.models import TenantModel
from madoguchi.features.hours.calendar import Calendar
from madoguchi.features.hours.typed import calendar_of


class BusinessHours(TenantModel):
    """When people are there. `week` and `days` are as typed.py says; `country` is that of the holidays, "" for none."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    time_zone = models.CharField(max_length=60)
    week = models.JSONField(default=dict, blank=True)
    country = models.CharField(max_length=2, blank=True, default="")
    days = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "business_hours"
        constraints = [
            models.UniqueConstraint("workspace_id", Lower("name"), name="business_hours_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="business_hours_have_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def calendar(self) -> Calendar:
        """To be counted with."""
        return calendar_of(self.time_zone, self.week, self.country, self.days)
