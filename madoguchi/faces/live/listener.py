"""Hears PostgreSQL's notifications on one connection, and gets it back when it is lost."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import structlog
from psycopg import AsyncConnection, sql

from madoguchi.base.live import CHANNEL
from madoguchi.base.metrics import LISTEN_CONNECTS

log = structlog.get_logger(__name__)

Connect = Callable[[], Awaitable[AsyncConnection[Any]]]
"""Opens an autocommitting connection."""

SILENCE_SECONDS = 10.0
ANSWER_SECONDS = 5.0
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 3.0


class Listener:
    """Calls `hear` with each payload, and `greet` whenever something may have been missed."""

    def __init__(self, connect: Connect, hear: Callable[[str], None], greet: Callable[[], Awaitable[None]]) -> None:
        self._connect = connect
        self._hear = hear
        self._greet = greet
        self.is_listening = False
        self.since = 0.0  # loop time

    async def run(self) -> None:
        """Listen for ever."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._listen()
            except (psycopg.OperationalError, OSError, TimeoutError) as error:
                if self.is_listening:
                    pause = FIRST_PAUSE
                log.warning("live: the database is away", error=str(error).strip(), pause=round(pause, 2))
            finally:
                self.is_listening = False
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311  spreads processes, no secret
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _listen(self) -> None:
        async with await self._connect() as connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            LISTEN_CONNECTS.inc()
            self.is_listening, self.since = True, asyncio.get_running_loop().time()
            greeting = asyncio.ensure_future(self._greet())
            try:
                while True:
                    async for notice in connection.notifies(timeout=SILENCE_SECONDS):
                        self._hear(notice.payload)
                    # Between two rounds, never inside one: there the connection belongs to the generator.
                    async with asyncio.timeout(ANSWER_SECONDS):
                        await connection.execute("SELECT 1")
            finally:
                greeting.cancel()
