"""The second wall between tenants: PostgreSQL row-level security, fed by `SET LOCAL`.

Every tenant table carries `workspace_id` and a policy that compares it with the setting
`madoguchi.workspace`. The setting lives as long as the transaction; unset means no rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

_current: ContextVar[int | None] = ContextVar("madoguchi_workspace", default=None)


@contextmanager
def tenant(workspace_id: int) -> Iterator[None]:
    """Open a transaction in which only the rows of one workspace exist.

    Nested use for the same workspace is a savepoint; for another workspace it raises
    RuntimeError, because a row lock of one tenant must never be held in the name of another.
    """
    before = _current.get()
    if before == workspace_id and connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    if before is not None and connection.in_atomic_block:
        raise RuntimeError(f"inside workspace {before}, asked for {workspace_id}")
    token = _current.set(workspace_id)
    try:
        with transaction.atomic():
            set_workspace(workspace_id)
            yield
            if connection.in_atomic_block and len(connection.savepoint_ids) > 0:
                set_workspace(None)  # an outer transaction goes on without a tenant (tests, batches)
    finally:
        _current.reset(token)


def set_workspace(workspace_id: int | None) -> None:
    """Set the tenant for the rest of the running transaction (None: no rows)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('madoguchi.workspace', %s, true)",
            ["" if workspace_id is None else str(workspace_id)],
        )


def current_workspace() -> int:
    """The workspace of the running transaction; RuntimeError outside of `tenant()`."""
    workspace_id = _current.get()
    if workspace_id is None:
        raise RuntimeError("no workspace: wrap the call in tenant()")
    return workspace_id
