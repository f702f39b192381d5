"""What nobody asks for any more."""

from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.features.bulk.models import Bulk

KEPT = timedelta(days=30)


def forget_bulks(workspace_id: int) -> None:
    """Throw away bulks that ended KEPT ago, with what they wrote down of each conversation; the ledger stays."""
    with tenant(workspace_id):
        Bulk.objects.filter(ended_at__lt=now() - KEPT).delete()
