"""Jobs: functions that run later in a worker, put into the queue in the transaction that needs them.

Every job may run twice; its arguments are ids. A job whose worker was killed is taken up again (config/worker.py).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.tasks import Task


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
            with database_at_hand():
                function(*args, **kwargs)

        made: Task[Any, Any, Any] = app.task(name=f"madoguchi.{name}", **options)(run)  # type: ignore[no-untyped-call]
        return made

    return declare
