"""A process that dies at its n-th SQL statement, played inside the test's own process.

The connection is dropped without a word, as it is when a process is killed; PostgreSQL rolls back what
was not committed. Nothing of the dying code runs on: the exception is a BaseException that nobody catches.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Killed(BaseException):
    """kill -9."""


@contextmanager
def dying_at(statement: int) -> Iterator[list[int]]:
    """Within it the `statement`-th statement is never sent. Yields a list whose length counts the statements."""
    sent: list[int] = []

    def execute(call: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if len(sent) + 1 == statement:
            raise Killed
        sent.append(1)
        return call(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield sent


def dies(work: Callable[[], object], *, at: int) -> bool:
    """Run `work` and kill it at a statement. False when it came to its end before that."""
    try:
        with dying_at(at):
            work()
    except Killed:
        lost = connection.connection
        connection.needs_rollback = False
        connection.in_atomic_block = False
        connection.savepoint_ids = []
        connection.atomic_blocks = []
        connection.run_on_commit = []
        if lost is not None:
            lost.close()
        connection.connection = None
        return True
    return False
