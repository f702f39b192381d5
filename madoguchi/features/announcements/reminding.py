"""Reminding those who have not confirmed: once a day, as long as it is shown."""

from datetime import timedelta

from django.db.models import Q

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.ledger import Subject, record
from madoguchi.core.people.actor import system
from madoguchi.features.announcements.events import AnnouncementReminded
from madoguchi.features.announcements.models import Announcement
from madoguchi.features.announcements.queries import without_confirmation

EACH = timedelta(days=1)
MOST = 50  # announcements at a time


def remind(workspace_id: int) -> int:
    """Say of each that is due who has not confirmed it. Returns how many were."""
    moment = now()
    with tenant(workspace_id):
        standing = Announcement.objects.filter(must_confirm=True, withdrawn_at__isnull=True)
        standing = standing.filter(Q(shown_until__isnull=True) | Q(shown_until__gt=moment))
        due = Q(reminded_at__isnull=True, published_at__lte=moment - EACH) | Q(reminded_at__lte=moment - EACH)
        rows = list(standing.filter(due).select_for_update(skip_locked=True).order_by("id")[:MOST])
        for row in rows:
            row.reminded_at = moment
            row.save(update_fields=["reminded_at"])
            people = without_confirmation(row)
            if people:
                record(AnnouncementReminded(row.id, people), actor=system(workspace_id), about=Subject())
        return len(rows)
