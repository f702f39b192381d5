"""One live stream: writes without a task while its reader keeps up, and keeps names while it does not."""

import asyncio
from collections.abc import Generator
from typing import Any

from madoguchi.base.asgi import Message, Receive, Send
from madoguchi.base.metrics import STREAM_RELOADS
from madoguchi.faces.live.frames import END, HELLO, MOST_NAMES, RELOAD, START, changed
from madoguchi.faces.live.seats import Seat


class Stream:
    """Belongs to a seat and to the task of its request.

    A reader that takes nothing makes the server's `send` wait. Only then does a task wait with it; names that
    come meanwhile are kept, each once and MOST_NAMES at most. More than that become one "reload".
    """

    __slots__ = (
        "_greeting",
        "_kept",
        "_loop",
        "_send",
        "_task",
        "_too_many",
        "_writing",
        "blocked_since",
        "ended",
        "seat",
    )

    def __init__(self, seat: Seat, send: Send, greeting: Message = HELLO) -> None:
        self.seat = seat
        self._greeting = greeting
        self.ended = ""
        self.blocked_since = 0.0  # loop time; 0 while the reader keeps up
        self._loop = asyncio.get_running_loop()
        self._send = send
        self._task = asyncio.current_task()
        self._kept: dict[str, None] | None = None
        self._too_many = False
        self._writing: asyncio.Task[None] | None = None

    async def run(self, receive: Receive) -> None:
        """Be there until the reader goes or somebody ends it; to be called in the task of the request."""
        try:
            await self.open()
            while (await receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:
            if not self.ended:
                raise
            self.finish()
        finally:
            self.ended = self.ended or "left"

    async def open(self) -> None:
        """Send the head and the hello; what is offered meanwhile follows."""
        self.blocked_since = self._loop.time()
        await self._send(START)
        await self._send(self._greeting)
        self._catch_up()

    def offer(self, names: tuple[str, ...], message: Message) -> None:
        """Tell the reader these names, of which `message` is the frame."""
        if self.ended:
            return
        if not self.blocked_since:
            self._write(message)
            return
        kept = self._kept = self._kept or {}
        kept.update(dict.fromkeys(names))
        if len(kept) > MOST_NAMES:
            self._too_many = True
            kept.clear()

    def tell(self, message: Message) -> None:
        """Send a frame without names (hello, heartbeat); a reader that is behind does not need it."""
        if not self.ended and not self.blocked_since:
            self._write(message)

    def ask_again(self) -> None:
        """Have the page ask for everything, now or when its reader has caught up."""
        if self.blocked_since:
            self._too_many = True
        else:
            self.tell(HELLO)

    def end(self, reason: str) -> None:
        """Close the stream at once; its request finishes by itself."""
        if not self.ended:
            self.ended = reason
            if self._task:
                self._task.cancel()

    def finish(self) -> None:
        """Called by the request as its last act: the regular end, where the reader can still take it."""
        if self._writing:
            self._writing.cancel()
        elif not self.blocked_since:
            self._write(END)

    def _write(self, message: Message) -> None:
        """Start the server's `send`, which nearly always ends at once: 5,000 streams cost no switch of tasks.

        Where it waits for the reader, a task takes over the coroutine that has begun.
        """
        steps = self._send(message).__await__()
        try:
            waits_for = next(steps)
        except StopIteration:
            pass  # it is with the operating system
        except Exception:  # noqa: BLE001  whatever the server says: this reader is lost, the others are not
            self.end("broken")
        else:
            self.blocked_since = self._loop.time()
            self._writing = self._loop.create_task(self._wait(_Begun(steps, waits_for)))

    async def _wait(self, begun: "_Begun") -> None:
        try:
            await begun
        except Exception:  # noqa: BLE001  as above
            self.end("broken")
            return
        self._writing = None
        self._catch_up()

    def _catch_up(self) -> None:
        self.blocked_since = 0.0
        kept, self._kept = self._kept, None
        if self._too_many:
            self._too_many = False
            STREAM_RELOADS.inc()
            self._write(RELOAD)
        elif kept:
            self._write(changed(tuple(kept)))


class _Begun:
    """An awaitable for a coroutine whose first step has been made and has yielded `waits_for`."""

    __slots__ = ("_steps", "_waits_for")

    def __init__(self, steps: Generator[Any, Any, None], waits_for: Any) -> None:
        self._steps = steps
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        yield self._waits_for  # the task waits for what the write waits for
        yield from self._steps  # and then goes on with it
