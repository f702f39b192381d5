"""A connection asks whether the server is still there only when its socket says so, or after a long pause."""

import select
from time import monotonic
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as Operations

LONG = 30.0  # seconds unused; something between us may have forgotten the connection without a word


class DatabaseOperations(Operations):
    """Whoever counts statements sees those of base.prepared as they were written, without their values."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        return super().last_executed_query(cursor, sql, params) or str(sql)


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ends, whichever way, closes its sockets; an idle connection on which nothing came is alive.

    A thread that was idle while the database was started again therefore never answers its next request with 503.
    """

    ops_class = DatabaseOperations
    health_check_enabled: bool
    health_check_done: bool
    _checked_at = 0.0

    def close_if_health_check_failed(self) -> None:
        if self.connection is None or not self.health_check_enabled or self.health_check_done:
            return
        now = monotonic()
        if now - self._checked_at < LONG and not _something_came(self.connection):
            self.health_check_done = True
        else:
            super().close_if_health_check_failed()
        self._checked_at = now


def _something_came(connection: Any) -> bool:
    """Whether there is anything to read, the end of the connection among it."""
    if connection.closed:
        return True
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    return bool(watch.poll(0))
