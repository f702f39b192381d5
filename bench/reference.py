"""The reference of the writing benchmarks: the very rows that the product wrote, inserted by bare psycopg.

The rows are read back, then inserted into empty twins of their tables (same indexes and checks, no row security),
one transaction for each unit of work, over several connections. What the product deletes again (its outbox) is
not among them.
"""

import threading
import time
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

TABLES = (
    *("contacts", "identities", "contact_keys", "blobs", "raw_intake", "conversations", "messages"),
    *("message_references", "participants", "deliveries", "events", "idempotency_keys"),
)
COLUMNS = """
    SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
Rows = list[tuple[Any, ...]]


class Reference:
    """Marks where the tables stand, and replays later what came after."""

    def __init__(self, url: str, workspace_id: int) -> None:
        self._url = url
        self._workspace_id = workspace_id
        with self._connect() as connection:
            self._marks = {table: self._last(connection, table) for table in TABLES}

    def replay(self, units: int, connections: int) -> tuple[float, int]:
        """Insert again, in `units` transactions. Units a second, and how many rows there were."""
        with self._connect() as connection:
            work = {table: self._read(connection, table) for table in TABLES}
            statements = {table: self._twin(connection, table) for table in TABLES}
        slices = [
            [(statements[table], _slice(rows, number, units)) for table, rows in work.items()]
            for number in range(units)
        ]
        numbers = iter(range(units))
        lock = threading.Lock()

        def insert() -> None:
            with self._connect() as connection, connection.cursor() as cursor:
                while True:
                    with lock:
                        number = next(numbers, None)
                    if number is None:
                        return
                    with connection.transaction():
                        for statement, rows in slices[number]:
                            for row in rows:
                                cursor.execute(statement, row)

        threads = [threading.Thread(target=insert) for _ in range(connections)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
        self._drop()
        return units / seconds, sum(map(len, work.values()))

    def _connect(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(self._url, autocommit=True)
        connection.execute("SELECT set_config('madoguchi.workspace', %s, false)", [str(self._workspace_id)])
        return connection

    @staticmethod
    def _last(connection: psycopg.Connection[Any], table: str) -> int:
        row = connection.execute(
            sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))
        ).fetchone()
        return int(row[0]) if row else 0

    def _read(self, connection: psycopg.Connection[Any], table: str) -> Rows:
        columns = [sql.SQL("{}::text").format(sql.Identifier(name)) for name, _type in self._columns(connection, table)]
        statement = sql.SQL("SELECT {} FROM {} WHERE id > %s ORDER BY id").format(
            sql.SQL(",").join(columns), sql.Identifier(table)
        )
        return connection.execute(statement, [self._marks[table]]).fetchall()

    def _twin(self, connection: psycopg.Connection[Any], table: str) -> sql.Composed:
        twin = sql.Identifier(f"bench_{table}")
        connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(twin))
        connection.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(twin, sql.Identifier(table)))
        columns = self._columns(connection, table)
        return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            twin,
            sql.SQL(",").join(sql.Identifier(name) for name, _type in columns),
            sql.SQL(",").join(sql.SQL("%s::{}").format(sql.SQL(kind)) for _name, kind in columns),
        )

    @staticmethod
    def _columns(connection: psycopg.Connection[Any], table: str) -> Sequence[tuple[str, str]]:
        return connection.execute(COLUMNS, [table]).fetchall()

    def _drop(self) -> None:
        with self._connect() as connection:
            for table in TABLES:
                connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(f"bench_{table}")))


def _slice(rows: Rows, number: int, units: int) -> Rows:
    return rows[len(rows) * number // units : len(rows) * (number + 1) // units]
