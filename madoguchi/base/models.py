"""What every table of a tenant has."""

from collections.abc import Collection, Sequence
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class TenantModel(models.Model):
    """A row that belongs to one workspace; ProtectTenantTables gives its table the policy.

    The column is a plain bigint with a foreign key added by the migration: the workspace app lies above.
    """

    workspace_id = models.BigIntegerField()

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs are of a later Django
        cls, db: str | None, field_names: Collection[str], values: Sequence[Any]
    ) -> Self:
        """As Django's own, in a third of its time: a list makes a hundred of these. No `__init__` is run and no
        signal sent, for none of ours has or hears one; a column that was not read stays deferred."""
        row = cls.__new__(cls)
        row.__dict__.update(zip(field_names, values, strict=True))
        row._state = state = ModelState()  # noqa: SLF001  # as Django's own does
        state.adding, state.db = False, db
        return row
