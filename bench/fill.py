"""Fills a workspace of its own with conversations and messages by COPY: millions in minutes.

Three years, growing, Japanese and English seven to three, long and short conversations, a few of a hundred open.
Indexes are taken away for a large fill and built again at its end.
"""

import argparse
import datetime
import time
from contextlib import ExitStack
from typing import Any

import psycopg
from psycopg import sql

from bench import fill_indexes
from bench.fill_cast import engage, number
from bench.fill_rows import COLUMNS, Filling
from bench.fill_search import fill_search, mark_written
from bench.ground import Ground, prepare
from bench.report import Report

TABLES = list(COLUMNS)
BLOCK = 1 << 20  # characters a write
WORTH_DROPPING = 1_000_000  # messages


class Copies:
    """One open COPY a table, each on a connection of its own: the server takes them in beside us."""

    def __init__(self, url: str, held: ExitStack) -> None:
        self.rows = dict.fromkeys(TABLES, 0)
        self._lines: dict[str, list[str]] = {table: [] for table in TABLES}
        self._size = dict.fromkeys(TABLES, 0)
        self._copies = {}
        for table, columns in COLUMNS.items():
            connection = held.enter_context(psycopg.connect(url))
            connection.execute("SET synchronous_commit = off")
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(",").join(map(sql.Identifier, columns.split(",")))
            )
            self._copies[table] = held.enter_context(connection.cursor().copy(statement))

    def write(self, table: str, line: str) -> None:
        """One line; goes out with its block."""
        lines = self._lines[table]
        lines.append(line)
        self._size[table] += len(line)
        if self._size[table] > BLOCK:
            self._send(table)

    def finish(self) -> None:
        """What is left."""
        for table in TABLES:
            self._send(table)

    def _send(self, table: str) -> None:
        lines = self._lines[table]
        self.rows[table] += len(lines)
        self._copies[table].write("".join(lines).encode())
        lines.clear()
        self._size[table] = 0


def _yesterday() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1)


def fill(ground: Ground, conversations: int, messages: int, report: Report) -> None:
    with psycopg.connect(ground.url, autocommit=True) as connection:
        began = time.perf_counter()
        cast = engage(connection, ground.workspace_id, max(10, conversations // 6))
        last = [
            number(connection, f"SELECT coalesce(max(id), 0) FROM {table}") for table in ("conversations", "messages")
        ]
        report.add(step="people, teams, contacts", rows=cast.contacts, seconds=time.perf_counter() - began)
        with fill_indexes.bare(connection, TABLES, without_indexes=messages >= WORTH_DROPPING):
            began = time.perf_counter()
            filling = Filling(cast, conversations, messages, _yesterday())
            with ExitStack() as held:
                copies = Copies(ground.url, held)
                filling.run(last[0], last[1], copies.write, _progress(filling.days, copies))
                copies.finish()
            seconds = time.perf_counter() - began
            for table, rows in copies.rows.items():
                report.add(step=f"copy {table}", rows=rows, seconds=seconds)
            began = time.perf_counter()
        report.add(step="indexes", rows=0, seconds=time.perf_counter() - began)
        began = time.perf_counter()
        for table in ("conversations", "messages", "contacts"):
            connection.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))").format(
                    sql.Literal(table), sql.Identifier(table)
                )
            )
        for table in (*TABLES, "contacts", "identities"):
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
        report.add(step="vacuum and analyse", rows=0, seconds=time.perf_counter() - began)
        size = number(connection, "SELECT pg_database_size(current_database())")
        report.add(step="database in MiB", rows=size >> 20, seconds=0.0)


def _progress(days: int, copies: Copies) -> Any:
    began = time.perf_counter()

    def told(day: int) -> None:
        if day % 100 == 99 or day == days - 1:
            print(
                f"  day {day + 1}/{days}, {copies.rows['messages']:,} messages, {time.perf_counter() - began:.0f} s",
                flush=True,
            )

    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=30_000)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--search", action="store_true", help="write down the words by which is searched, too")
    wanted = parser.parse_args()
    if left := fill_indexes.kept_file():
        parser.error(f"a run before this one died; run the statements in {left} with psql and remove it")
    report = Report("fill", vars(wanted))
    ground = prepare()
    fill(ground, wanted.conversations, wanted.messages, report)
    if wanted.search:
        fill_search(ground.url, ground.workspace_id, report)
    else:
        with psycopg.connect(ground.url, autocommit=True) as connection:
            mark_written(connection, ground.workspace_id)
    report.finish()


if __name__ == "__main__":
    main()
