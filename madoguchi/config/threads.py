"""A fixed pool of threads in which Django runs; each keeps its own database connection.

A call goes to the thread that became free last: where two suffice two work, with connections and plans that are warm,
and the others cost nothing.

concurrent.futures is not used because its threads are joined when the interpreter ends: one request that
hangs would then keep the whole process from stopping. These are daemons; what they had not committed never
happened.
"""

import asyncio
import contextlib
import contextvars
import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import connections

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
Call = Callable[[], None]
Inbox = queue.SimpleQueue[Call | None]


class Full(Exception):
    """More work waits than the pool may hold."""


class Pool:
    """`threads` workers and at most `backlog` waiting calls."""

    def __init__(self, threads: int, backlog: int) -> None:
        self.threads = threads
        self.capacity = threads + backlog
        self.inside = 0  # waiting or running; touched by the event loop's thread only
        self._lock = threading.Lock()
        self._waiting: deque[Call] = deque()
        self._free: list[Inbox] = []  # of the threads that have nothing to do; the last one became so last
        self._closed = False
        for number in range(threads):
            threading.Thread(target=self._work, name=f"django-{number}", daemon=True).start()

    @property
    def is_busy(self) -> bool:
        """Whether the next call has to wait."""
        return self.inside >= self.threads

    async def run(self, function: Callable[[], Result]) -> Result:
        """Run `function` in a thread of the pool, in a copy of the caller's context; raises Full.

        Nothing a request leaves in a context variable (language, time zone, log fields) reaches the next one.
        A caller that is cancelled leaves a call that has begun to its end, and drops one that still waits.
        """
        if self.inside >= self.capacity:
            raise Full
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()
        context = contextvars.copy_context()

        def call() -> None:
            if done.cancelled():
                _tell(loop, self._leave)
                return
            try:
                result = context.run(function)
            except BaseException as error:  # noqa: BLE001  whatever it was, it belongs to the caller
                _tell(loop, self._fail, done, error)
            else:
                _tell(loop, self._finish, done, result)

        self.inside += 1
        self._hand_over(call)
        return await done

    def close(self) -> None:
        """Let the threads end after what they are doing and what waits; does not wait."""
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
        for inbox in free:
            inbox.put(None)

    def _hand_over(self, call: Call) -> None:
        with self._lock:
            if not self._free:
                self._waiting.append(call)
                return
            inbox = self._free.pop()
        inbox.put(call)

    def _next(self, inbox: Inbox) -> Call | None:
        """What a thread does next, as soon as there is something; None: nothing any more."""
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            if self._closed:
                return None
            self._free.append(inbox)
        return inbox.get()

    def _leave(self) -> None:
        self.inside -= 1

    def _finish(self, done: "asyncio.Future[Result]", result: Result) -> None:
        self._leave()
        if not done.done():
            done.set_result(result)

    def _fail(self, done: "asyncio.Future[Result]", error: BaseException) -> None:
        self._leave()
        if done.done():
            log.error("a call nobody waits for any more failed", exc_info=error)
        else:
            done.set_exception(error)

    def _work(self) -> None:
        inbox: Inbox = queue.SimpleQueue()
        while (call := self._next(inbox)) is not None:
            call()
        connections.close_all()


def _tell(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *arguments: object) -> None:
    with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile: nobody is waiting any more
        loop.call_soon_threadsafe(function, *arguments)
