"""Scenarios: what somebody supposes, and what follows from it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from madoguchi.base.models import TenantModel
from madoguchi.core.people.models import Person


class Scenario(TenantModel):
    """`inputs` are those of supposing.Inputs, `results` what reckoning.py made of them when they were saved."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, db_constraint=False, db_index=False
    )
    inputs = models.JSONField()
    results = models.JSONField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "scenarios"
        constraints = [
            models.UniqueConstraint("workspace_id", Lower("name"), name="scenarios_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="scenarios_have_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
