"""Views that people make for themselves and for one another."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from madoguchi.base.models import TenantModel
from madoguchi.core.people.models import Person


class SavedView(TenantModel):
    """A list of conversations by its conditions. `order` as in orders.py; `position` counts in its owner's list, for a
    shared one in that of the workspace."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    name = models.CharField(max_length=60)
    conditions = models.JSONField(default=list)
    order = models.CharField(max_length=20, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "saved_views"
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "id"], name="saved_views_anchor"),
            models.UniqueConstraint(
                "workspace_id",
                "person",
                Lower("name"),
                condition=Q(is_shared=False),
                name="saved_views_name_once",
            ),
            models.UniqueConstraint(
                "workspace_id",
                Lower("name"),
                condition=Q(is_shared=True),
                name="saved_views_shared_name_once",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_views_have_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
