"""Making the tables with a login that somebody else's server gave us."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from tests import postgres


@pytest.fixture
def poor_url() -> Iterator[str]:
    """An empty database of a login that may neither make nor take the role of the application."""
    databases = postgres.Databases(os.environ["TEST_SERVER_URL"])
    name = f"test_{os.getpid()}_poor"
    role = sql.Identifier(name)
    databases.drop(name)
    with psycopg.connect(databases.url, autocommit=True) as server:
        server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(role))
        server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'poor'").format(role))
        databases.create(name)
        server.execute(sql.SQL("GRANT ALL ON DATABASE {} TO {}").format(role, role))
        with psycopg.connect(postgres.with_database(databases.url, name)) as inside:
            inside.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(role))
        parts = urlsplit(postgres.with_database(databases.url, name))
        host = parts.netloc.rpartition("@")[2]
        yield urlunsplit(parts._replace(netloc=f"{name}:poor@{host}"))
        with psycopg.connect(postgres.with_database(databases.url, name)) as inside:
            inside.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM {}").format(role))
        databases.drop(name)
        server.execute(sql.SQL("DROP ROLE {}").format(role))


def test_a_login_without_the_rights_is_told_where_they_are_given(tmp_path: Path, poor_url: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    settings = {"MADOGUCHI_HOME": str(tmp_path), "DATABASE_URL": poor_url, "MADOGUCHI_UNSAFE_DATABASE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "madoguchi", "migrate"],
        capture_output=True,
        text=True,
        env={**clean, **settings, "LANG": "C.UTF-8"},
    )
    assert done.returncode == os.EX_UNAVAILABLE
    assert "may not make the tables" in done.stderr
    assert "docs/how-to/production.md" in done.stderr
    assert "Traceback" not in done.stderr
