"""Jobs: functions that run later in a worker, put into the queue in the transaction that needs them.

Every job may run twice; its arguments are ids. A job whose worker was killed is taken up again (config/worker.py).
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from madoguchi.base.prepared import prepared

BULK = "bulk"  # the queue of what takes minutes, and a core: it has a process of its own (config/bulk.py)
FIRST = 10  # the priority of what somebody looks at until it is done: it stands behind nothing that is in the queue
LAST = -10  # the priority of what is done behind everything that somebody waits for

# As procrastinate's own task.defer() does it, by the same function, but planned once a connection.
DEFER = """
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
  %(queue)s, %(name)s, %(priority)s::integer, %(lock)s, %(queueing_lock)s, %(arguments)s::jsonb, %(at)s::timestamptz
)::procrastinate_job_to_defer_v1])
"""


class _InHand:
    """The jobs that this process does just now."""

    def __init__(self) -> None:
        self.count = 0
        self.rests_since: float | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            self.count += 1

    def __exit__(self, *_problem: object) -> None:
        with self._lock:
            self.count -= 1
            self.rests_since = time.monotonic()


_in_hand = _InHand()


def rests_for() -> float | None:
    """Seconds since the last job of this process ended; None while it does one, and before its first."""
    if _in_hand.count or _in_hand.rests_since is None:
        return None
    return time.monotonic() - _in_hand.rests_since


@contextmanager
def database_at_hand() -> Iterator[None]:
    """Around work in a thread of our own: a connection that broke is dropped before and after, not reused."""
    close_old_connections()
    try:
        yield
    finally:
        close_old_connections()


def job(name: str, **options: Any) -> Callable[[Callable[..., None]], "Task[Any, Any, Any]"]:
    """Declare a job "madoguchi.<name>"; options are those of procrastinate's task()."""

    def declare(function: Callable[..., None]) -> "Task[Any, Any, Any]":
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            with _in_hand, database_at_hand():
                function(*args, **kwargs)

        made: Task[Any, Any, Any] = app.task(name=f"madoguchi.{name}", **options)(run)  # type: ignore[no-untyped-call]
        return made

    return declare


def defer(
    task: "Task[Any, Any, Any]", *, at: datetime | None = None, lock: str | None = None, **arguments: Any
) -> None:
    """Put a job into the queue, as its task declares it: due `at` a time (None: at once), one at a time under a `lock`.

    For what stands on the path of requests: it costs a third of task.defer().
    """
    values: dict[str, Any] = {
        "queue": task.queue,
        "name": task.name,
        "priority": task.priority,
        "lock": task.lock if lock is None else lock,
        "queueing_lock": task.queueing_lock,
        "arguments": json.dumps(arguments),
        "at": at,
    }
    with prepared() as cursor:
        cursor.execute(DEFER, values)


def close_at_last(tried: int, most: int, *, do: Callable[[], None], close: Callable[[Exception | None], None]) -> None:
    """Do, after so many tries, what may break off each time, or take its worker down each time: nobody waits for it for
    ever. After the last of `most` tries it is closed, told what broke it off (None: the worker ended with it)."""
    if tried > most:
        return close(None)
    try:
        return do()
    except Exception as error:
        if tried == most:
            close(error)
        raise
