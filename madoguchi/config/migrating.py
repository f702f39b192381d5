"""Brings the schema up to date, as the owner of the tables, one process at a time."""

from contextlib import nullcontext

from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import InsufficientPrivilege

from madoguchi.base.row_security import CreateAppRole
from madoguchi.config.failures import NotStarted
from madoguchi.config.owner import owner_connection
from madoguchi.config.rendering import each_model_alone
from madoguchi.config.texts import gettext as _

LOCK = 0x4D61646F  # an advisory lock of our own: web processes of several machines may start at once


def waiting() -> list[str]:
    """The migrations that are not applied, as `app.name`, in order."""
    with owner_connection():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate() -> None:
    """Raises NotStarted where the login of DATABASE_URL may not do what is needed."""
    with owner_connection():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        is_new = not MigrationRecorder(connection).has_table()
        try:
            with each_model_alone() if is_new else nullcontext():
                call_command("migrate", verbosity=0, interactive=False)
        except ProgrammingError as error:
            if isinstance(error.__cause__, InsufficientPrivilege):
                raise NotStarted(_lacking(str(error))) from error
            raise
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _lacking(told: str) -> str:
    text = _(
        "The login %(login)s of DATABASE_URL may not make the tables: %(problem)s. What a superuser runs once for it "
        "stands in docs/how-to/production.md, 2. The database."
    )
    return text % {"login": connection.settings_dict["USER"], "problem": told.splitlines()[0]}


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
