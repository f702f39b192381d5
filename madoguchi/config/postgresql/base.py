"""A connection asks whether the server is still there only when its socket says so, or after a long pause."""

import select
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as Operations
from django.db.backends.postgresql.psycopg_any import BaseTzLoader

LONG = 30.0  # seconds unused; something between us may have forgotten the connection without a word


class TimeLoader(BaseTzLoader):  # type: ignore[misc]  # unknown to the stubs
    """As Django's own, which takes each time apart with a pattern; a page of a list has hundreds of them."""

    timezone = UTC

    def load(self, data: bytes | bytearray | memoryview) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii")).astimezone(UTC)
        except ValueError:  # infinity, or a year that Python does not know
            loaded: datetime = super().load(data)
            return loaded


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

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", TimeLoader)
        return connection

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
