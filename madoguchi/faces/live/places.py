"""In which inbox a conversation lies, for those who may see it; remembered for a while."""

import asyncio
from collections.abc import Awaitable, Callable

from madoguchi.base.rows import row_by_id
from madoguchi.base.tenancy import tenant
from madoguchi.core.conversations.models import Conversation
from madoguchi.faces.live.seats import Seat

Locate = Callable[[int, int], Awaitable[int | None]]
"""The inbox of a conversation of a workspace; None where there is no such conversation."""

KEPT_SECONDS = 60.0
MOST_KEPT = 50_000


def inbox_of(workspace_id: int, conversation_id: int) -> int | None:
    """Looked up in the database."""
    with tenant(workspace_id):
        found = row_by_id(Conversation, workspace_id, conversation_id)
    return found.inbox_id if found else None


class Places:
    """What was looked up a moment ago is not looked up again: everybody's sign asks the same."""

    def __init__(self, locate: Locate) -> None:
        self._locate = locate
        self._kept: dict[tuple[int, int], tuple[int, float]] = {}

    async def inbox_seen_by(self, seat: Seat, conversation_id: int) -> int | None:
        """The inbox, where the seat sees it."""
        inbox_id = await self._inbox(seat.workspace_id, conversation_id)
        sees = inbox_id is not None and (seat.inbox_ids is None or inbox_id in seat.inbox_ids)
        return inbox_id if sees else None

    async def _inbox(self, workspace_id: int, conversation_id: int) -> int | None:
        now = asyncio.get_running_loop().time()
        inbox_id, until = self._kept.get((workspace_id, conversation_id), (None, 0.0))
        if until > now:
            return inbox_id
        inbox_id = await self._locate(workspace_id, conversation_id)
        if inbox_id is not None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[workspace_id, conversation_id] = (inbox_id, now + KEPT_SECONDS)
        return inbox_id
