"""The databases of a test run: a private server, a migrated template made once, a clone for each process.

The server's data lie in the cache folder, so that one test file alone starts in a second. It runs without
fsync, which is for throw-away data alone. Nothing here touches the user's own server, unless DATABASE_URL
names one: then the clones are made there, beside whatever it holds.
"""

import functools
import hashlib
import importlib.metadata
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
from psycopg import sql

from madoguchi.config.embedded import EmbeddedServer

ROOT = Path(__file__).resolve().parent.parent
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
MIGRATING = ("Django", "django-allauth", "procrastinate")
TEMPLATES_KEPT = 6


def private_server() -> EmbeddedServer:
    """One for all runs of this checkout; whoever leaves it last stops it."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    mark = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]
    return EmbeddedServer(cache / "madoguchi" / f"tests-{mark}", options=FAST)


@functools.cache
def schema_digest() -> str:
    """Changes with any migration, ours or of a package. That of the run's beginning: somebody may be at work."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("madoguchi/**/migrations/*.py"), ROOT / "madoguchi/base/row_security.py"]):
        digest.update(path.read_bytes())
    for package in MIGRATING:
        digest.update(importlib.metadata.version(package).encode())
    return digest.hexdigest()[:16]


def with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


class Databases:
    """Makes and drops databases on the server at `url`, whose login may create them."""

    def __init__(self, url: str) -> None:
        self.url = url

    def template(self) -> tuple[str, bool]:
        """The name for the present schema, and whether it is there already."""
        name = f"template_{schema_digest()}"
        return name, name in self._names()

    def create(self, name: str, template: str | None = None) -> None:
        made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            made = sql.SQL("{} TEMPLATE {} STRATEGY file_copy").format(made, sql.Identifier(template))
        self._run(made)

    def rename(self, name: str, new: str) -> None:
        self._run(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new)))

    def drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def drop_left_over(self) -> None:
        """Clones of runs that were killed, and templates of schemas long gone."""
        for name in self._names():
            owner = re.fullmatch(r"(?:test|draft)_(\d+)_.*", name)
            if owner and not psutil.pid_exists(int(owner[1])):
                self.drop(name)
        templates = [name for name in self._names() if name.startswith("template_")]
        for name in templates[:-TEMPLATES_KEPT]:
            self.drop(name)

    def alone(self) -> Iterator[None]:
        """Held by one process at a time on this server, for making the template."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(hashtext('madoguchi tests'))")
            yield

    def _names(self) -> list[str]:
        """The oldest first."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return [name for (name,) in connection.execute("SELECT datname FROM pg_database ORDER BY oid")]

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)
