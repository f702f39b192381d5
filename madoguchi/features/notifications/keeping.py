"""What was read long ago is thrown away."""

from datetime import timedelta

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.features.notifications.models import Notification

KEPT = timedelta(days=90)
BATCH = 1000


def forget_read(workspace_id: int) -> int:
    """Throw away some of what was read more than KEPT ago. Returns how many."""
    with tenant(workspace_id):
        old = Notification.objects.filter(read_at__lt=now() - KEPT).order_by("read_at").values("id")[:BATCH]
        return Notification.objects.filter(id__in=list(old.values_list("id", flat=True))).delete()[0]
