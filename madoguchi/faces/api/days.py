"""The days that a report is asked about."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from madoguchi.base.clock import now
from madoguchi.core.people.actor import Actor
from madoguchi.core.workspaces.models import Workspace
from madoguchi.faces.api.fields import Given

USUAL = 28


class DaysAsked(Given):
    """Days of the workspace's time zone, both included; without them the last 28."""

    since: date | None = None
    until: date | None = None

    def span(self, actor: Actor) -> tuple[datetime, datetime]:
        """When they begin, and when they are over."""
        zone = ZoneInfo(Workspace.objects.get(id=actor.workspace_id).time_zone)
        last = self.until or now().astimezone(zone).date()
        first = self.since or last - timedelta(days=USUAL - 1)
        return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)
