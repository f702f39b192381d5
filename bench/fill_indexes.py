"""Takes the indexes and the row security of tables away for a bulk load, and brings them back as they were."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.report import RESULTS

KEPT = RESULTS / "fill-indexes.sql"
CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('p', 'u')
      AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = pg_constraint.conindid)
"""
# Each COPY commits alone, and these are checked at its commit: the row that they name may come a moment later.
REFERENCES = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY (%s::regclass[]) AND contype = 'f'
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY (%s::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = indexrelid)
"""


@contextmanager
def bare(connection: psycopg.Connection[Any], tables: list[str], *, without_indexes: bool) -> Iterator[None]:
    """While inside, the tables take COPY as fast as they can. The connection autocommits, as their owner.

    The statements that bring the indexes back are kept in a file, in case this process dies.
    """
    for table in tables:  # COPY is refused on tables with forced row security, also to their owner
        _run(connection, f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    back = _drop(connection, tables) if without_indexes else []
    back += _drop_references(connection, tables)
    if back:
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(";\n".join(back) + ";\n")
    try:
        yield
    finally:
        _bring_back(connection, back)
        for table in tables:
            _run(connection, f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        KEPT.unlink(missing_ok=True)


def _drop(connection: psycopg.Connection[Any], tables: list[str]) -> list[str]:
    back = []
    for table, name, definition in connection.execute(CONSTRAINTS, [tables]).fetchall():
        back.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        _run(connection, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, definition in connection.execute(INDEXES, [tables]).fetchall():
        back.append(definition)
        _run(connection, f"DROP INDEX {name}")
    return back


def _drop_references(connection: psycopg.Connection[Any], tables: list[str]) -> list[str]:
    """The statements that bring them back hold them against new rows; those of the fill are right."""
    back = []
    for table, name, definition in connection.execute(REFERENCES, [tables]).fetchall():
        back.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID")
        _run(connection, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return back


def _bring_back(connection: psycopg.Connection[Any], statements: list[str]) -> None:
    _run(connection, "SET maintenance_work_mem = '1GB'")
    for statement in statements:
        began = time.perf_counter()
        _run(connection, statement)
        print(f"  {time.perf_counter() - began:6.1f} s  {statement[:100]}", flush=True)


def _run(connection: psycopg.Connection[Any], statement: str) -> None:
    connection.execute(sql.SQL(statement))


def kept_file() -> Path | None:
    """Statements that a run left undone."""
    return KEPT if KEPT.exists() else None
