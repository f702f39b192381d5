"""The people, teams, inboxes, tags and contacts that bench/fill.py's rows refer to."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

PEOPLE = """
    INSERT INTO people (workspace_id, role, name, name_kana, title, email, all_inboxes)
    SELECT %(w)s, 'agent', 'Agent ' || n, '', '', 'agent' || n || '@bench.example', true
    FROM generate_series(1, 200) n
    WHERE NOT EXISTS (SELECT FROM people p WHERE p.workspace_id = %(w)s AND p.name = 'Agent ' || n)
"""
TEAMS = """
    INSERT INTO teams (workspace_id, name) SELECT %(w)s, 'Team ' || n
    FROM generate_series(1, 12) n ON CONFLICT DO NOTHING
"""
TAGS = """
    INSERT INTO tags (workspace_id, name, colour) SELECT %(w)s, 'tag ' || n, ''
    FROM generate_series(1, 60) n ON CONFLICT DO NOTHING
"""
INBOXES = """
    INSERT INTO inboxes (workspace_id, name, channel, address, sender_name, language, charset, signature,
                         settings, secrets)
    SELECT %(w)s, 'Inbox ' || n, 'email', 'inbox' || n || '@bench.example', '', 'ja', 'utf-8', '', '{}', ''
    FROM generate_series(1, 5) n ON CONFLICT DO NOTHING
"""
CONTACTS = """
    INSERT INTO contacts (workspace_id, id, kind, family_name, given_name, family_name_kana, given_name_kana,
                          display_name, honorific, language, time_zone, attributes)
    SELECT %(w)s, %(first)s + n, 'person', (%(families)s::text[])[n %% 10 + 1], '太郎' || n, '', '', '', '様',
           'ja', '', '{}'
    FROM generate_series(0, %(count)s - 1) n
"""
IDENTITIES = """
    INSERT INTO identities (workspace_id, kind, value, contact_id)
    SELECT %(w)s, 'mail', 'contact' || n || '@customer' || n %% 997 || '.example', n
    FROM generate_series(%(first)s, %(first)s + %(count)s - 1) n ON CONFLICT DO NOTHING
"""
NAMED = ("people", "teams", "inboxes", "tags")
FAMILIES = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤"]


@dataclass(frozen=True, slots=True)
class Cast:
    """The ids that rows refer to. Contacts are `contacts` consecutive ids from `first_contact`."""

    workspace_id: int
    people: list[int]
    teams: list[int]
    inboxes: list[int]
    tags: list[int]
    first_contact: int
    contacts: int


def engage(connection: psycopg.Connection[Any], workspace_id: int, contacts: int) -> Cast:
    """Make whom the workspace lacks, and `contacts` new contacts. The connection autocommits."""
    connection.execute("SELECT set_config('madoguchi.workspace', %s, false)", [str(workspace_id)])
    first = number(connection, "SELECT coalesce(max(id), 0) + 1 FROM contacts")
    known = {"w": workspace_id, "first": first, "count": contacts, "families": FAMILIES}
    for statement in (PEOPLE, TEAMS, TAGS, INBOXES, CONTACTS, IDENTITIES):
        connection.execute(sql.SQL(statement), known)
    people, teams, inboxes, tags = (_ids(connection, name, workspace_id) for name in NAMED)
    connection.execute("SELECT setval(pg_get_serial_sequence('contacts', 'id'), (SELECT max(id) FROM contacts))")
    return Cast(workspace_id, people, teams, inboxes, tags, first, contacts)


def number(connection: psycopg.Connection[Any], statement: str) -> int:
    """The one number that a statement gives."""
    row = connection.execute(sql.SQL(statement)).fetchone()
    return int(row[0]) if row else 0


def _ids(connection: psycopg.Connection[Any], table: str, workspace_id: int) -> list[int]:
    statement = sql.SQL("SELECT id FROM {} WHERE workspace_id = %s ORDER BY id").format(sql.Identifier(table))
    return [row[0] for row in connection.execute(statement, [workspace_id])]
