"""What every table of a tenant has."""

from django.db import models


class TenantModel(models.Model):
    """A row that belongs to one workspace; ProtectTenantTables gives its table the policy.

    The column is a plain bigint with a foreign key added by the migration: the workspace app lies above.
    """

    workspace_id = models.BigIntegerField()

    class Meta:
        abstract = True
