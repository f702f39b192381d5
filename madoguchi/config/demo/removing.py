"""Takes the demo away: every row of its workspaces, their files, and the accounts that have no other seat."""

import shutil
from collections.abc import Iterable
from time import monotonic, sleep

from django.apps import apps
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from madoguchi.base.models import TenantModel
from madoguchi.base.tenancy import set_workspace, tenant
from madoguchi.core.inboxes.steps import storage
from madoguchi.core.people.models import Person, User
from madoguchi.core.people.queries import seats_of
from madoguchi.core.workspaces.models import Workspace

PATIENCE = 60  # seconds
WORK = (
    "DELETE FROM outbox WHERE workspace_id = %s",
    "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND args->>'workspace_id' = %s::text",
)
DIRECTORY = "DELETE FROM directory WHERE workspace_id = %s"


def remove() -> int:
    """All demo workspaces, in one transaction. Returns how many there were.

    Whoever works in them meanwhile may lock rows in another order; then PostgreSQL ends one of the two. No new work is
    begun there, what is being done gets the time to end, and it is tried again.
    """
    ends_at, pause = monotonic() + PATIENCE, 0
    while True:
        demos = list(Workspace.objects.filter(is_demo=True))
        try:
            with transaction.atomic():
                for workspace in demos:
                    _as_owner(WORK, workspace.id)
            _remove(demos)
        except OperationalError as error:
            if monotonic() > ends_at or not isinstance(error.__cause__, DeadlockDetected):
                raise
            sleep(pause := pause + 1)
        else:
            return len(demos)


def _remove(demos: list[Workspace]) -> None:
    with transaction.atomic():
        users: set[int] = set()
        for workspace in demos:
            with tenant(workspace.id):
                users |= set(Person.objects.exclude(user=None).values_list("user_id", flat=True))
            _as_owner((*_rows(), DIRECTORY, *WORK), workspace.id)
        Workspace.objects.filter(id__in=[workspace.id for workspace in demos]).delete()
        for user in User.objects.filter(id__in=users):
            if not seats_of(user.id):
                user.delete()
    for workspace in demos:
        shutil.rmtree(storage(workspace.id).folder, ignore_errors=True)


def _rows() -> list[str]:
    models = (model for model in apps.get_models() if issubclass(model, TenantModel))
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    return [f"DELETE FROM {table} WHERE workspace_id = %s" for table in tables]  # noqa: S608 (names of our own tables)


def _as_owner(statements: Iterable[str], workspace_id: int) -> None:
    """As the owner of the tables: the application itself may take nothing out of the ledger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        (role,) = cursor.fetchone() or ("none",)
        cursor.execute("SET LOCAL ROLE NONE")
        set_workspace(workspace_id)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for statement in statements:
            cursor.execute(statement, [workspace_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        set_workspace(None)
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role) if role != 'none' else 'NONE'}")
