"""Who a visitor is that asks for a stream; looked up in a thread with a database connection."""

from collections import defaultdict

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.faces.live.visitors import Guest, Place
from madoguchi.features.chat.models import Visitor
from madoguchi.features.chat.queries import chat_inbox, homes_of, recognised


def gone_among(places: list[Place]) -> set[Place]:
    """Those visitors (workspace, id) who were erased, or whose chat is switched off."""
    by_workspace: dict[int, list[int]] = defaultdict(list)
    for workspace_id, visitor_id in places:
        by_workspace[workspace_id].append(visitor_id)
    alive = set()
    for workspace_id, ids in by_workspace.items():
        with tenant(workspace_id):
            rows = Visitor.objects.filter(id__in=ids, inbox__disabled_at__isnull=True)
            alive |= {(workspace_id, visitor_id) for visitor_id in rows.values_list("id", flat=True)}
    return set(places) - alive


def guest_of(key: str, token: str, identity: str) -> Guest | None:
    """The visitor of a chat by their device's token or a signed identity; None for a stranger."""
    place = chat_inbox(key)
    if place is None:
        return None
    workspace_id, inbox_id = place
    visitor = recognised(token, identity, inbox_id=inbox_id, workspace_id=workspace_id)
    if visitor is None:
        return None
    with tenant(workspace_id):
        Visitor.objects.filter(id=visitor.id).update(last_seen_at=now())
        return Guest(workspace_id, visitor.id, homes_of(visitor))
