"""The second wall between tenants: PostgreSQL row-level security, fed by `SET LOCAL`.

Every tenant table carries `workspace_id` and a policy that compares it with the setting
`madoguchi.workspace`. The setting lives as long as the transaction; unset means no rows.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from madoguchi.base.prepared import prepared

_current: ContextVar[int | None] = ContextVar("madoguchi_workspace", default=None)
_whole: ContextVar["Whole | None"] = ContextVar("madoguchi_whole", default=None)


@dataclass(slots=True)
class Whole:
    """A transaction that ends well or is undone, with nothing between. `failed`: something inside of it went wrong."""

    failed: bool = False


@contextmanager
def tenant(workspace_id: int) -> Iterator[None]:
    """Open a transaction in which only the rows of one workspace exist.

    Nested use for the same workspace is a savepoint (inside whole_tenant(): nothing); for another workspace it
    raises RuntimeError, because a row lock of one tenant must never be held in the name of another.
    """
    before = _current.get()
    if before is None or not connection.in_atomic_block:
        with _opened(lambda: set_workspace(workspace_id), None):
            yield
    elif before != workspace_id:
        raise RuntimeError(f"inside workspace {before}, asked for {workspace_id}")
    elif whole := _whole.get():
        with _part_of(whole):
            yield
    else:
        with transaction.atomic():
            yield


@contextmanager
def whole_tenant(finding: str, parameters: Sequence[Any]) -> Iterator[int | None]:
    """tenant() for a request that is undone as a whole: each action in it is a part, and needs no savepoint.

    `finding` is a SELECT of one workspace_id, a constant of the code; yields that, or None (then no rows exist) where
    it finds none. Whoever catches what an action raised must not end well: that raises RuntimeError.
    """
    whole = Whole()
    with _opened(lambda: _find_workspace(finding, parameters), whole) as workspace_id:
        yield workspace_id
        if whole.failed:
            raise RuntimeError("something failed in a whole that was to be kept")


@contextmanager
def _opened(choose: Callable[[], int | None], whole: Whole | None) -> Iterator[int | None]:
    current_token, whole_token = _current.set(None), _whole.set(whole)
    try:
        with transaction.atomic():
            workspace_id = choose()
            _current.set(workspace_id)
            yield workspace_id
            if connection.in_atomic_block and len(connection.savepoint_ids) > 0:
                set_workspace(None)  # an outer transaction goes on without a tenant (tests, batches)
    finally:
        _whole.reset(whole_token)
        _current.reset(current_token)


@contextmanager
def _part_of(whole: Whole) -> Iterator[None]:
    try:
        yield
    except BaseException:
        whole.failed = True
        raise


def set_workspace(workspace_id: int | None) -> int | None:
    """Set the tenant for the rest of the running transaction (None: no rows)."""
    with prepared() as cursor:
        cursor.execute(
            "SELECT set_config('madoguchi.workspace', %s, true)",
            ["" if workspace_id is None else str(workspace_id)],
        )
    return workspace_id


def _find_workspace(finding: str, parameters: Sequence[Any]) -> int | None:
    with prepared() as cursor:
        cursor.execute(
            f"SELECT set_config('madoguchi.workspace', found::text, true) FROM ({finding}) AS one (found)",  # noqa: S608
            parameters,
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def current_workspace() -> int:
    """The workspace of the running transaction; RuntimeError outside of `tenant()`."""
    workspace_id = _current.get()
    if workspace_id is None:
        raise RuntimeError("no workspace: wrap the call in tenant()")
    return workspace_id
