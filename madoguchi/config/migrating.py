"""Brings the schema up to date, as the owner of the tables, one process at a time."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from madoguchi.base.row_security import CreateAppRole
from madoguchi.config.owner import owner_connection

LOCK = 0x4D61646F  # an advisory lock of our own: web processes of several machines may start at once


def waiting() -> list[str]:
    """The migrations that are not applied, as `app.name`, in order."""
    with owner_connection():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate() -> None:
    with owner_connection():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def grant() -> None:
    """The rights of the application's role, anew: they are not in a backup."""
    with owner_connection(), connection.schema_editor() as editor:
        CreateAppRole().database_forwards("", editor, None, None)


def is_empty() -> bool:
    """Whether there is no workspace yet: the first start."""
    with owner_connection(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('workspaces') IS NULL")
        if cursor.fetchone() == (True,):
            return True
        cursor.execute("SELECT NOT EXISTS (SELECT FROM workspaces)")
        return bool(cursor.fetchone() == (True,))
