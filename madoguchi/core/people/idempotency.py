"""Answers that were given once to a write: the same key again gets the same answer, and nothing happens twice.

A row is claimed before the write and filled with its answer after it, in the write's own transaction. Whoever
brings the same key meanwhile waits at the unique key until that transaction ends: then it finds the answer,
or, when it was rolled back, does the write itself.
"""

import json
from dataclasses import dataclass
from typing import Any

from madoguchi.base.errors import Refused
from madoguchi.base.prepared import prepared
from madoguchi.base.tenancy import current_workspace
from madoguchi.core.people.models import IdempotencyKey

CLAIM = """
INSERT INTO idempotency_keys (workspace_id, scope, key, request_digest, status)
VALUES (%s, %s, %s, %s, 0) ON CONFLICT (workspace_id, scope, key) DO NOTHING RETURNING id
"""

KEEP = "UPDATE idempotency_keys SET status = %s, body = %s WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given. `body` None: it was erased with the person it was about."""

    status: int
    body: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A key of one asker. `row_id` is set when the write is ours to do, `kept` when it was done."""

    row_id: int = 0
    kept: Kept | None = None


class OtherRequest(Refused):
    """The key was used for a request that was not this one."""


def claim(scope: str, key: str, request_digest: str, *, text: str) -> Claim:
    """Take a key for one request. Raises OtherRequest (with `text` for people) when it stands for another one."""
    with prepared() as cursor:
        cursor.execute(CLAIM, [current_workspace(), scope, key, request_digest])
        row = cursor.fetchone()
    if row is not None:
        return Claim(row_id=row[0])
    found = IdempotencyKey.objects.get(scope=scope, key=key)
    if found.request_digest != request_digest:
        raise OtherRequest("idempotency-key-reused", text)
    return Claim(kept=Kept(found.status, found.body))


def keep(row_id: int, status: int, body: dict[str, Any]) -> None:
    """Write down the answer to a claimed key."""
    with prepared() as cursor:
        cursor.execute(KEEP, [status, json.dumps(body), row_id])


def forget_answers() -> None:
    """Erase the answers kept in the running workspace: they quote people; the keys still refuse a second write."""
    IdempotencyKey.objects.filter(body__isnull=False).update(body=None)


def drop(row_id: int) -> None:
    """Give a claimed key back: the answer is not one to keep."""
    IdempotencyKey.objects.filter(id=row_id).delete()
