"""Tells those who wait in a chat where they stand, each time that the line before them has moved.

One question an inbox and a moment for all who wait there, instead of one of each panel every few seconds.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Set

import structlog

log = structlog.get_logger(__name__)

EACH_SECONDS = 3.0

Place = tuple[int, int]
"""A workspace, and an inbox or a conversation there."""

Lines = Mapping[Place, Set[tuple[int, str]]]
"""Of inboxes: what is told in which of the conversations that wait there, `waiting:5:3:2:17` (chat 5 is the third; the
first answer takes 2 to 17 minutes) or `waiting:5:3`."""

FindLines = Callable[[list[Place]], Awaitable[Lines]]


class Queues:
    """`tell` is given a conversation and what its visitor is told."""

    def __init__(self, find: FindLines, tell: Callable[[Place, str], None]) -> None:
        self._find = find
        self._tell = tell
        self._moved: set[Place] = set()
        self._told: dict[Place, Set[tuple[int, str]]] = {}

    def moved(self, inbox: Place) -> None:
        """Somebody there waits no more for the first word, or does again."""
        self._moved.add(inbox)

    async def keep_told(self) -> None:
        """Runs as long as the process serves."""
        while True:
            await asyncio.sleep(EACH_SECONDS)
            moved, self._moved = self._moved, set()
            try:
                lines = await self._find(list(moved)) if moved else {}
            except Exception as error:  # noqa: BLE001  whatever it was: the next move tells it
                log.warning("who waits was not told where they stand", error=str(error).strip())
                continue
            for inbox, line in lines.items():
                self._tell_line(inbox, line)

    def _tell_line(self, inbox: Place, line: Set[tuple[int, str]]) -> None:
        before, self._told[inbox] = self._told.get(inbox, frozenset()), line
        for conversation_id, name in line - before:
            self._tell((inbox[0], conversation_id), name)
