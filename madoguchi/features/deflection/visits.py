"""Who visits the help centre, wherever they meet it: the same key in the pages and in the chat."""

from zoneinfo import ZoneInfo

from madoguchi.base.clock import now
from madoguchi.core.workspaces.models import Workspace
from madoguchi.features.articles.visitors import Visit, visitor_of


def visit_by(workspace_id: int, *, address: str, agent: str, place: str, contact_id: int | None = None) -> Visit:
    """The visit of a browser that calls itself `agent` at an address; the day is that of the house. One query."""
    zone = ZoneInfo(Workspace.objects.values_list("time_zone", flat=True).get(id=workspace_id))
    key = visitor_of(workspace_id, address=address, agent=agent, day=now().astimezone(zone).date())
    return Visit(workspace_id, key, place, contact_id)
