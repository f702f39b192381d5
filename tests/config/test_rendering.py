"""A new database is made the short way: it must become what the long way makes."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

from madoguchi.config.owner import owner_connection
from madoguchi.config.rendering import each_model_alone
from tests import postgres

APPS = ("account", "people", "contacts")  # with tables of a package, and with some that are changed again and again
CATALOGUE = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid > 0",
    "SELECT table_schema || '.' || table_name, column_name, udt_name || is_nullable FROM information_schema.columns",
    "SELECT tablename, indexname, indexdef FROM pg_indexes",
    "SELECT tablename, policyname, qual FROM pg_policies",
)


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database without tables."""
    databases, name = postgres.Databases(os.environ["TEST_SERVER_URL"]), f"test_{os.getpid()}_empty"
    databases.create(name)
    with django_db_blocker.unblock():
        entry = connection.settings_dict
        usual, entry["NAME"] = entry["NAME"], name
        connection.close()
        yield
        connection.close()
        entry["NAME"] = usual
    databases.drop(name)


def made(rendered: AbstractContextManager[None]) -> set[tuple[str, str, str]]:
    """What is in the catalogue after the migrations of APPS; nothing of it stays."""
    with owner_connection():
        executor = MigrationExecutor(connection)
        with rendered:
            executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] in APPS])
        with connection.cursor() as cursor:
            rows = set[tuple[str, str, str]]()
            for question in CATALOGUE:
                cursor.execute(question)
                rows |= {row for row in cursor.fetchall() if not row[0].startswith(("pg_", "information_schema"))}
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return rows


def test_the_short_way_makes_the_same_tables(empty: None) -> None:
    short, long = made(each_model_alone()), made(nullcontext())
    assert {table for table, *_rest in long} > {"contacts", "team_members", "account_emailaddress"}
    assert any(name.endswith("_same_tenant") for _table, name, _said in long)
    assert short ^ long == set()
