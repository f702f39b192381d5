"""Does the database keep its promises, and are the walls between tenants up?"""

import datetime
from collections.abc import Iterator
from pathlib import Path

import psycopg

import madoguchi
from madoguchi.base.row_security import APP_ROLE
from madoguchi.config.doctor.finding import Finding, error, ok, warning
from madoguchi.config.environment import Environment
from madoguchi.config.failures import NotStarted
from madoguchi.config.safety import broken_promises
from madoguchi.config.texts import gettext as _

MOST_DRIFT = 2.0  # seconds between our clock and the database's

# search_found() reads search_entries as its owner, whom no policy binds (docs/adr/0011); we are another role.
UNPROTECTED = """
SELECT c.relname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
WHERE c.relkind IN ('r', 'p') AND c.relname NOT IN ('directory', 'outbox', 'workspaces')
  AND NOT (c.relrowsecurity AND (c.relforcerowsecurity OR c.relname = 'search_entries')
           AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
ORDER BY 1
"""


def check(environment: Environment, database_url: str) -> Iterator[Finding]:
    try:
        reasons = broken_promises(database_url)
    except NotStarted as problem:
        yield error("database", str(problem))
        return
    for reason in reasons:
        yield error("durability", reason)
    with psycopg.connect(database_url, autocommit=True) as connection:
        version = connection.info.server_version
        where = _("embedded") if environment.database_url is None else connection.info.host
        yield ok("database", f"PostgreSQL {version // 10_000}.{version % 10_000} ({where})")
        if not reasons:
            yield ok("durability", _("fsync, full_page_writes and synchronous_commit are on"))
        if connection.execute("SELECT to_regclass('django_migrations') IS NULL").fetchone() == (True,):
            yield warning("migrations", _("The tables are not made yet: madoguchi migrate"))
        else:
            yield from _migrations(connection)
            yield from _roles(connection)
        yield from _clock(connection)


def _migrations(connection: psycopg.Connection[tuple[object, ...]]) -> Iterator[Finding]:
    applied = {(str(app), str(name)) for app, name in connection.execute("SELECT app, name FROM django_migrations")}
    root = Path(madoguchi.__file__).parent
    ours = {(path.parent.parent.name, path.stem) for path in root.glob("*/*/migrations/[0-9]*.py")}
    waiting = sorted(f"{app}.{name}" for app, name in ours - applied)
    if waiting:
        yield warning("migrations", _("Not applied yet: %s. Run: madoguchi migrate") % ", ".join(waiting))
    else:
        yield ok("migrations", _("The tables are up to date."))


def _roles(connection: psycopg.Connection[tuple[object, ...]]) -> Iterator[Finding]:
    role = connection.execute(
        "SELECT rolsuper OR rolbypassrls, pg_has_role(oid, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s",
        [APP_ROLE],
    ).fetchone()
    if role is None:
        yield warning("roles", _("The role %s is not made yet: madoguchi migrate") % APP_ROLE)
        return
    if role[0] or role[1]:
        yield error("roles", _("The role %s can pass the walls between workspaces.") % APP_ROLE)
    owned = connection.execute("SELECT count(*) FROM pg_tables WHERE tableowner = %s", [APP_ROLE]).fetchone()
    if owned and owned[0]:
        yield error("roles", _("The role %s owns tables: it must own none.") % APP_ROLE)
    bare = [str(name) for (name,) in connection.execute(UNPROTECTED)]
    if bare:
        yield error("row-security", _("Without row-level security: %s") % ", ".join(bare))
    elif not role[0]:
        yield ok("row-security", _("The walls between workspaces are up."))


def _clock(connection: psycopg.Connection[tuple[object, ...]]) -> Iterator[Finding]:
    before = datetime.datetime.now(datetime.UTC)
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    after = datetime.datetime.now(datetime.UTC)
    assert row
    assert isinstance(row[0], datetime.datetime)
    drift = abs((row[0] - before - (after - before) / 2).total_seconds())
    if drift > MOST_DRIFT:
        yield warning("clock", _("Our clock and the database's are %.0f s apart. Set both by NTP.") % drift)
    else:
        yield ok("clock", _("The clocks agree."))
