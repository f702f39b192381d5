"""Writes down the words of a filled workspace by COPY, as the product writes them, but all at once.

The words of each message are taken apart by the product's own code, in two processes (a line that came before is not
taken apart again: nine of ten lines of a fill did); the index is built last. What is left is what a reindex would have
left: volumes of 65,536 entries, known words, and nothing to catch up with.
"""

import multiprocessing
import random
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import sql

from bench.report import Report

PROCESSES = 2
PART = 20_000  # messages
MOST_LINES = 300_000  # kept by a process
CHECKED = 500  # one text of so many is taken apart as a whole, too
INDEX = "search_entries_keys"
MESSAGES = """
    SELECT message.id, message.at, message.conversation_id, conversation.inbox_id, conversation.subject,
           message.text, message.reply_text, contact.family_name, contact.given_name,
           message.addresses->'from'->0->>0
    FROM messages AS message
    JOIN conversations AS conversation ON conversation.id = message.conversation_id
    JOIN contacts AS contact ON contact.id = conversation.contact_id
    WHERE message.workspace_id = %s AND message.id >= %s AND message.id < %s ORDER BY message.id
"""
CONTACTS = """
    SELECT contact.id, contact.created_at, contact.family_name, contact.given_name, identity.value
    FROM contacts AS contact LEFT JOIN identities AS identity ON identity.contact_id = contact.id
    WHERE contact.workspace_id = %s AND contact.id >= %s AND contact.id < %s ORDER BY contact.id
"""
# Contacts of a fill were all made at one time: their volumes begin a microsecond apart.
VOLUME = """
    INSERT INTO search_volumes (workspace_id, source, begins_at, ends_at, entries)
    SELECT %(workspace)s, %(source)s,
           CASE WHEN %(place)s = 0 THEN '0001-01-01Z' ELSE min({at}) + %(place)s * interval '1 us' END,
           max({at}) + (%(place)s + 1) * interval '1 us', count(*)
    FROM {table} WHERE id >= %(start)s AND id < %(start)s + 65536 RETURNING id
"""
ENTRY = "workspace_id,source,thing_id,volume_id,at,conversation_id,inbox_id,words"


def fill_search(url: str, workspace_id: int, report: Report) -> None:
    """Everything anew; what was there goes."""
    with psycopg.connect(url, autocommit=True) as connection:
        _enter(connection, workspace_id)
        for table in ("search_entries", "search_words", "search_reindexes", "search_volumes"):
            connection.execute(
                sql.SQL("DELETE FROM {} WHERE workspace_id = %s").format(sql.Identifier(table)), [workspace_id]
            )
            connection.execute(sql.SQL("VACUUM {}").format(sql.Identifier(table)))  # the next one looks through it
        definition = connection.execute("SELECT pg_get_indexdef(%s::regclass)", [INDEX]).fetchone()
        assert definition
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(INDEX)))
        try:
            for name, source in (("messages", 1), ("contacts", 2)):
                began = time.perf_counter()
                rows = _copy(connection, url, workspace_id, name, source)
                report.add(step=f"words of {name}", rows=rows, seconds=time.perf_counter() - began)
        finally:
            began = time.perf_counter()
            connection.execute("SET maintenance_work_mem = '1GB'")
            connection.execute(sql.SQL(definition[0]))
            report.add(step="index of words", rows=0, seconds=time.perf_counter() - began)
        mark_written(connection, workspace_id)
        for table in ("search_entries", "search_words", "search_volumes"):
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
        for what in (f"pg_relation_size('{INDEX}')", "pg_total_relation_size('search_entries')"):
            size = connection.execute(sql.SQL(f"SELECT {what}")).fetchone()
            report.add(step=f"{what} in MiB", rows=size[0] >> 20 if size else 0, seconds=0.0)


def mark_written(connection: psycopg.Connection[Any], workspace_id: int) -> None:
    """Say that there is nothing to catch up with, so that a worker does not begin to."""
    from madoguchi.features.search.actions.reindexing import RULES  # needs Django
    from madoguchi.features.search.sources import SOURCES

    for source in SOURCES.values():
        connection.execute(
            "INSERT INTO search_reindexes (workspace_id, source, rules, upto, last, ended_at) "
            "VALUES (%s, %s, %s, 0, 0, now()) ON CONFLICT DO NOTHING",
            [workspace_id, source.number, RULES],
        )


def _copy(connection: psycopg.Connection[Any], url: str, workspace_id: int, table: str, source: int) -> int:
    from madoguchi.features.search.steps import FULL  # needs Django

    bounds = sql.SQL("SELECT min(id), max(id) FROM {} WHERE workspace_id = %s").format(sql.Identifier(table))
    first, last = connection.execute(bounds, [workspace_id]).fetchone() or (None, None)
    if first is None or last is None:
        return 0
    volumes = _open_volumes(connection, (workspace_id, table, source), range(first, last + 1, FULL))
    parts = [(url, workspace_id, source, start, volumes, first) for start in range(first, last + 1, PART)]
    known: set[tuple[str, str]] = set()
    rows = 0
    with multiprocessing.get_context("spawn").Pool(PROCESSES, _start) as pool:
        for done, (count, words) in enumerate(pool.imap_unordered(_write, parts), 1):
            rows += count
            new = words - known
            known |= new
            _learn(connection, workspace_id, new)
            if done % 20 == 0 or done == len(parts):
                print(f"  {rows:,} of {table}", flush=True)
    return rows


def _open_volumes(connection: psycopg.Connection[Any], where: tuple[int, str, int], starts: Iterable[int]) -> list[int]:
    """One for each FULL ids; the fill gives ids in the order of time."""
    workspace_id, table, source = where
    column = "at" if table == "messages" else "created_at"
    statement = sql.SQL(VOLUME).format(at=sql.Identifier(column), table=sql.Identifier(table))
    found = []
    for place, start in enumerate(starts):
        values = {"workspace": workspace_id, "source": source, "place": place, "start": start}
        row = connection.execute(statement, values).fetchone()
        assert row
        found.append(row[0])
    return found


def _start() -> None:
    """A process of the pool is a Django of its own."""
    from madoguchi.config.cli.context import start_django  # the settings come from the environment

    start_django()
    from madoguchi.base.words.taking import Word, words  # needs Django
    from madoguchi.features.search import document

    of_line = lru_cache(MOST_LINES)(words)

    def by_line(text: str) -> list[Word]:
        found: list[Word] = []
        place = at = 0
        for line in text.splitlines(keepends=True):
            found += [Word(w.place + place, w.start + at, w.end + at, *w[3:]) for w in of_line(line)]
            place, at = found[-1].place + 1 if found else 0, at + len(line)
        if not random.randrange(CHECKED):
            assert found == words(text), text
        return found

    document.words = by_line  # type: ignore[attr-defined]  # imported there, and used


def _write(part: tuple[str, int, int, int, list[int], int]) -> tuple[int, set[tuple[str, str]]]:
    from madoguchi.features.search.document import taken  # needs Django

    url, workspace_id, source, start, volumes, first = part
    known: set[tuple[str, str]] = set()
    count = 0
    with psycopg.connect(url) as connection:
        _enter(connection, workspace_id)
        statement = sql.SQL("COPY search_entries ({}) FROM STDIN").format(sql.SQL(ENTRY))
        documents = list(_documents(connection, workspace_id, source, start))
        with connection.cursor().copy(statement) as copy:
            for document in documents:
                made = taken(document)
                known |= made.known
                volume = volumes[(document.thing_id - first) // 65_536]
                row = (workspace_id, source, document.thing_id, volume, document.at)
                copy.write_row((*row, document.conversation_id, document.inbox_id, made.vector))
                count += 1
    return count, known


def _documents(connection: psycopg.Connection[Any], workspace_id: int, source: int, start: int) -> Iterator[Any]:
    from madoguchi.features.search.document import NAME, REST, SUBJECT, TEXT, Document, Part  # needs Django
    from madoguchi.features.search.sources.messages import below

    span = [workspace_id, start, start + PART]
    if source == 2:
        for thing_id, at, family, given, address in connection.execute(CONTACTS, span):
            names = (Part(family, NAME), Part(given, NAME), Part(address or "", NAME, is_personal=True))
            yield Document(thing_id, at, names)
        return
    for row in connection.execute(MESSAGES, span):
        thing_id, at, conversation_id, inbox_id, subject, text, reply_text, family, given, address = row
        parts = [Part(subject, SUBJECT), Part(family, NAME), Part(given, NAME)]
        parts += [Part(address or "", NAME, is_personal=True), Part(reply_text or text, TEXT)]
        if reply_text and reply_text != text:
            parts.append(Part(below(text, reply_text.splitlines()), REST))
        yield Document(thing_id, at, tuple(parts), conversation_id, inbox_id)


def _learn(connection: psycopg.Connection[Any], workspace_id: int, pairs: set[tuple[str, str]]) -> None:
    if pairs:
        connection.execute(
            "INSERT INTO search_words (workspace_id, typed, word) "
            "SELECT %s, typed, word FROM unnest(%s::text[], %s::text[]) AS one (typed, word) ON CONFLICT DO NOTHING",
            [workspace_id, [typed for typed, _word in pairs], [word for _typed, word in pairs]],
        )


def _enter(connection: psycopg.Connection[Any], workspace_id: int) -> None:
    connection.execute("SELECT set_config('madoguchi.workspace', %s, false)", [str(workspace_id)])
