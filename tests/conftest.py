"""What every test stands on: settings of its own, a clone of the migrated database, and the shared world."""

import contextlib
import gc
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import postgres

pytest_plugins = ["tests.fixtures"]

# Nothing of the user's own installation reaches a test, not its data, not its settings. Django reads its
# settings when it is first imported, so all this stands before that.
for name in [name for name in os.environ if name.startswith("MADOGUCHI_") and name != "MADOGUCHI_CHROMIUM"]:
    del os.environ[name]
HOME = Path(tempfile.mkdtemp(prefix="madoguchi-test-"))
# The processes of pytest-xdist inherit the environment of the first, which keeps the server for them all.
GIVEN_URL = os.environ.get("TEST_SERVER_URL") or os.environ.get("DATABASE_URL")
SERVER = None if GIVEN_URL else postgres.private_server()
SERVER_URL = GIVEN_URL or (SERVER.ensure().url if SERVER else "")
NAME = f"test_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
os.environ.update(
    {
        "TEST_SERVER_URL": SERVER_URL,
        "TEST_INSTALLATION": os.environ.get("TEST_INSTALLATION") or str(HOME / "installation"),
        "DATABASE_URL": postgres.with_database(SERVER_URL, NAME),
        "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings",
        "MADOGUCHI_HOME": str(HOME),
        "MADOGUCHI_UNSAFE_DATABASE": "1",
        "MADOGUCHI_SECRET_KEY": "a key for tests alone, long enough to be one",
        "MADOGUCHI_ENCRYPTION_KEYS": "dGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgMTI=",
    }
)

from django.conf import settings  # noqa: E402  (after the environment above)

LONGEST = ("furnished", "browser", "flows")  # groups of files that take minutes

# Read now, and the name taken away: a process of pytest-xdist would read them before it comes to its own.
assert settings.DATABASES
del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_configure(config: pytest.Config) -> None:
    # No test is about how long it takes; a busy machine is not a fault.
    hypothesis.settings.register_profile("ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.load_profile("ours")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """One process runs a file, or a group of files that share an installation, always in the same order; what takes
    longest begins first, so that no process is left alone with it at the end."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem + item.path.parent.name))
    yield
    slow = {_group(item) for item in items if item.get_closest_marker("slow")}
    turns = {group: turn for turn, group in enumerate(LONGEST, -len(LONGEST))}
    items.sort(key=lambda item: turns.get(_group(item), _group(item) not in slow))


def pytest_collection_finish() -> None:
    """What was collected stays until the end: the garbage collector need not look through it again and again, and
    what a test leaves behind is not much: it need not look often."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _group(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    assert marker is not None
    return str(marker.args[0])


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER is not None:
        SERVER.leave()
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A clone of the template, for this process alone; tests connect as the application's role."""
    from django.db import connections  # settings are ready only now

    databases = postgres.Databases(SERVER_URL)
    with django_db_blocker.unblock():
        with contextlib.contextmanager(databases.alone)():
            template, exists = databases.template()
            if not exists:
                databases.drop_left_over()
                _make_template(databases, template)
            databases.create(NAME, template)
        _flush_as_owner()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    databases.drop(NAME)


def _make_template(databases: postgres.Databases, template: str) -> None:
    from django.db import connections  # settings are ready only now

    from madoguchi.config.migrating import migrate

    draft = f"draft_{os.getpid()}_{template}"
    databases.create(draft)
    entry = connections["default"].settings_dict
    entry["NAME"] = draft
    try:
        migrate()
    finally:
        entry["NAME"] = NAME
    databases.rename(draft, template)


def _flush_as_owner() -> None:
    """Tests with transaction=True empty the tables after themselves, which the application's role may not."""
    from django.db import connection, transaction  # settings are ready only now

    def execute_sql_flush(statements: Iterable[str]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE NONE")
            cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'procrastinate%'")
            jobs = ", ".join(connection.ops.quote_name(table) for (table,) in cursor.fetchall())
            for statement in [*statements, *([f"TRUNCATE {jobs} CASCADE"] if jobs else [])]:
                cursor.execute(statement)

    connection.ops.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign, assignment]
