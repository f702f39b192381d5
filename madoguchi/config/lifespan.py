"""What runs beside the requests in a web process, from its start to its end.

A task of a lifespan that fails is silent in every ASGI server, and hangs the start where it is awaited. Here
each runs under a keeper: a failure is logged, counted, and the task begins again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from madoguchi.base.asgi import Receive, Scope, Send
from madoguchi.base.metrics import TASK_FAILURES

log = structlog.get_logger(__name__)

Task = Callable[[], Awaitable[None]]
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 15.0
STEADY_SECONDS = 60.0


class Lifespan:
    """The lifespan part of the ASGI application: starts the tasks, and ends them when the server ends."""

    def __init__(self, tasks: Mapping[str, Task], stop: Callable[[], None]) -> None:
        self._tasks = tasks
        self._stop = stop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        running = [asyncio.create_task(keep_running(name, task), name=name) for name, task in self._tasks.items()]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._stop()
        await send({"type": "lifespan.shutdown.complete"})


async def keep_running(name: str, task: Task) -> None:
    """Run a task that should never end; when it does, say so and begin again, ever more patiently."""
    clock = asyncio.get_running_loop().time
    pause = FIRST_PAUSE
    while True:
        began = clock()
        try:
            await task()
            log.error("background task ended", task=name)
        except Exception:  # any failure of any task: the keeper is the last who can tell
            log.exception("background task failed", task=name)
        TASK_FAILURES.labels(name).inc()
        pause = FIRST_PAUSE if clock() - began > STEADY_SECONDS else min(pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(pause)
