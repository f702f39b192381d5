"""Who a visitor is that asks for a stream; looked up in a thread with a database connection."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from madoguchi.base.tenancy import tenant
from madoguchi.faces.live.queues import Lines
from madoguchi.faces.live.visitors import Guest, Place
from madoguchi.features.chat.actions.come_and_go import came, left, still_here
from madoguchi.features.chat.identity import runs_out_at
from madoguchi.features.chat.models import Chat, Visitor
from madoguchi.features.chat.queries import chat_inbox, home_of, homes_of, recognised
from madoguchi.features.chat.waiting import InLine, line_in


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


def note_here(places: list[Place]) -> None:
    """These visitors listen."""
    by_workspace: dict[int, list[int]] = defaultdict(list)
    for workspace_id, visitor_id in places:
        by_workspace[workspace_id].append(visitor_id)
    for workspace_id, ids in by_workspace.items():
        still_here(ids, workspace_id=workspace_id)


def note_gone(place: Place, at: datetime) -> None:
    """This visitor has not listened since then."""
    left(place[1], at, workspace_id=place[0])


def lines_in(inboxes: list[Place]) -> Lines:
    """What everybody who waits in these inboxes is told."""
    lines = {}
    for workspace_id, inbox_id in inboxes:
        with tenant(workspace_id):
            line = line_in(inbox_id)
        lines[workspace_id, inbox_id] = {(one.conversation_id, _told(one)) for one in line}
    return lines


def _told(one: InLine) -> str:
    usual = one.waiting.usual
    return f"waiting:{one.chat_id}:{one.waiting.position}" + (f":{usual.low}:{usual.high}" if usual else "")


def listening(key: str, token: str, identity: str) -> Guest | None:
    """As guest_of(), of somebody who listens from now on."""
    guest = guest_of(key, token, identity)
    if guest is not None:
        came(guest.visitor_id, workspace_id=guest.workspace_id)
    return guest


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
        return Guest(workspace_id, visitor.id, homes_of(visitor), until=runs_out_at(identity))


def typist_of(key: str, token: str, identity: str) -> Guest | None:
    """As guest_of(), with the places of their chats."""
    guest = guest_of(key, token, identity)
    if guest is None:
        return None
    with tenant(guest.workspace_id):
        homes = {chat.id: home_of(chat) for chat in Chat.objects.filter(visitor_id=guest.visitor_id)}
    places = {chat: (home.id, home.inbox_id, home.assignee_id or 0) for chat, home in homes.items() if home}
    return replace(guest, places=places)
