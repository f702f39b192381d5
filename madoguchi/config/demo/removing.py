"""Takes the demo away: every row of its workspaces, their files, and the accounts that have no other seat."""

import shutil

from django.apps import apps
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from madoguchi.base.models import TenantModel
from madoguchi.base.tenancy import set_workspace, tenant
from madoguchi.core.inboxes.steps import storage
from madoguchi.core.people.models import Person, User
from madoguchi.core.people.queries import seats_of
from madoguchi.core.workspaces.models import Workspace

ATTEMPTS = 10
OWNERLESS = (
    "DELETE FROM outbox WHERE workspace_id = %s",
    "DELETE FROM directory WHERE workspace_id = %s",
    "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND args->>'workspace_id' = %s::text",
)


def remove() -> int:
    """All demo workspaces, in one transaction. Returns how many there were.

    Whoever works in them meanwhile may lock rows in another order; then PostgreSQL ends one of the two, and here it is
    tried again.
    """
    for left in reversed(range(ATTEMPTS)):
        try:
            return _remove()
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, DeadlockDetected):
                raise
    raise AssertionError("unreachable")


def _remove() -> int:
    demos = list(Workspace.objects.filter(is_demo=True))
    with transaction.atomic():
        users: set[int] = set()
        for workspace in demos:
            with tenant(workspace.id):
                users |= set(Person.objects.exclude(user=None).values_list("user_id", flat=True))
            _clear(workspace.id)
        Workspace.objects.filter(id__in=[workspace.id for workspace in demos]).delete()
        for user in User.objects.filter(id__in=users):
            if not seats_of(user.id):
                user.delete()
    for workspace in demos:
        shutil.rmtree(storage(workspace.id).folder, ignore_errors=True)
    return len(demos)


def _clear(workspace_id: int) -> None:
    """Delete the rows as the owner of the tables: the application itself may take nothing out of the ledger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        (role,) = cursor.fetchone() or ("none",)
        cursor.execute("SET LOCAL ROLE NONE")
        set_workspace(workspace_id)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in apps.get_models():
            if issubclass(model, TenantModel):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table} WHERE workspace_id = %s", [workspace_id])  # noqa: S608 (names of our own tables)
        for statement in OWNERLESS:
            cursor.execute(statement, [workspace_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        set_workspace(None)
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role) if role != 'none' else 'NONE'}")
