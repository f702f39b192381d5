"""A workspace as JSON Lines, for whoever leaves, analyses or archives: no lock-in."""

import base64
import datetime
import decimal
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from django.apps import apps
from django.db import connection, models
from django.db.models import QuerySet

from madoguchi.base.models import TenantModel
from madoguchi.base.tenancy import tenant
from madoguchi.core.inboxes.models import Blob
from madoguchi.core.inboxes.steps import content_of
from madoguchi.core.people.actor import system
from madoguchi.core.people.steps import audit
from madoguchi.core.workspaces.models import Workspace

# What opens something, or is no fact of the workspace's own.
SECRET_FIELDS = {"secrets", "digest", "hint", "request_digest", "reply_token"}
SKIPPED = {
    *("answer_meanings", "idempotency_keys", "outbox"),
    *("search_entries", "search_reindexes", "search_volumes", "search_words"),
}
BATCH = 2_000


def write(workspace: Workspace, out: TextIO, *, with_files: bool, progress: Callable[[int, int], None]) -> int:
    """One line a row, `{"table": name, "id": …, fields}`; the number of lines. All of one snapshot, and audited."""
    with tenant(workspace.id):
        audit("workspace.exported", actor=system(workspace.id))
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    try:
        return _write_rows(workspace, out, with_files=with_files, progress=progress)
    finally:
        connection.close()  # and with it that setting


def _write_rows(workspace: Workspace, out: TextIO, *, with_files: bool, progress: Callable[[int, int], None]) -> int:
    done = 0
    with tenant(workspace.id):
        total = sum(QuerySet(model).count() for model in _models())
        head = {"table": "workspaces", "id": workspace.id, "name": workspace.name, "language": workspace.language}
        out.write(_line({**head, "time_zone": workspace.time_zone, "exported_at": datetime.datetime.now(datetime.UTC)}))
        for row in _rows(with_files):
            out.write(_line(row))
            done += 1
            if done % 100 == 0 or done == total:
                progress(done, total)
    return done


def _models() -> list[type[TenantModel]]:
    found = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    return sorted((model for model in found if model._meta.db_table not in SKIPPED), key=lambda one: one._meta.db_table)


def _rows(with_files: bool) -> Iterator[dict[str, Any]]:
    for model in _models():
        fields = [field for field in model._meta.concrete_fields if _is_told(field)]
        names = [field.attname for field in fields]
        for values in QuerySet(model).order_by("pk").values_list(*names).iterator(BATCH):
            yield {"table": model._meta.db_table, **dict(zip(names, values, strict=True))}
    if with_files:
        for blob in Blob.objects.order_by("id").iterator(20):
            yield {"table": "files", "blob_id": blob.id, "content": base64.b64encode(content_of(blob)).decode()}


def _is_told(field: "models.Field[Any, Any]") -> bool:
    generated = isinstance(field, models.GeneratedField)
    return not (generated or isinstance(field, models.BinaryField) or field.name in SECRET_FIELDS)


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return repr(value)
