"""Writing rows of a tenant's table, without the cost of a query builder; as rows.py is for reading.

The statements are the same each time: made once for each model and what it was given, planned once a connection.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models.expressions import DatabaseDefault

from madoguchi.base.models import TenantModel
from madoguchi.base.prepared import prepared


def insert(*rows: TenantModel) -> None:
    """As row.save() for new rows of one model, in one statement: the id, and what the database fills in by itself,
    are set on each."""
    model = type(rows[0])
    filled = tuple(
        field.attname
        for field in model._meta.concrete_fields
        if not field.generated and _is_filled(getattr(rows[0], field.attname))
    )
    writing = _inserting(model, filled, len(rows))
    with prepared() as cursor:
        cursor.execute(writing.statement, [value for row in rows for value in writing.values_of(row, is_new=True)])
        returned = cursor.fetchall()
    for row, values in zip(rows, returned, strict=True):
        for name, value in zip((model._meta.pk.attname, *filled), values, strict=True):
            setattr(row, name, value)
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  # as Django's own save() does


def update(row: TenantModel, *names: str) -> None:
    """As row.save(update_fields=names) for a row that is there and locked; without names, all of it."""
    writing = _updating(type(row), names)
    with prepared() as cursor:
        cursor.execute(writing.statement, [*writing.values_of(row, is_new=False), row.workspace_id, row.pk])
        if cursor.rowcount != 1:
            raise RuntimeError(f"{type(row).__name__} {row.pk} is not there to be saved")


def _is_filled(value: Any) -> bool:
    return isinstance(value, DatabaseDefault)


@dataclass(frozen=True, slots=True)
class _Writing:
    statement: str
    fields: tuple[Any, ...]

    def values_of(self, row: TenantModel, *, is_new: bool) -> list[Any]:
        return [field.get_db_prep_save(field.pre_save(row, is_new), connection) for field in self.fields]


@cache
def _inserting(model: type[TenantModel], filled: tuple[str, ...], count: int) -> _Writing:
    meta = model._meta
    fields = tuple(field for field in _written(model) if field.attname not in filled)
    by_name = {field.attname: field.column for field in meta.concrete_fields}
    returned = ", ".join(f'"{by_name[name]}"' for name in (meta.pk.attname, *filled))
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * count)
    return _Writing(f'INSERT INTO "{meta.db_table}" ({columns}) VALUES {values} RETURNING {returned}', fields)  # noqa: S608


@cache
def _updating(model: type[TenantModel], names: tuple[str, ...]) -> _Writing:
    meta = model._meta
    fields = tuple(
        field
        for field in _written(model)
        if field.attname != "workspace_id" and (not names or field.name in names or field.attname in names)
    )
    changes = ", ".join(f'"{field.column}" = %s' for field in fields)
    return _Writing(f'UPDATE "{meta.db_table}" SET {changes} WHERE workspace_id = %s AND id = %s', fields)  # noqa: S608


def _written(model: type[TenantModel]) -> list[Any]:
    """The columns that are ours to write: neither the key nor what the database makes of others."""
    return [field for field in model._meta.concrete_fields if not field.primary_key and not field.generated]
