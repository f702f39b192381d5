"""Rows of a tenant's table by id, without the cost of a query builder.

Every write locks one row first, and what Django makes of that question costs several times what PostgreSQL makes of the
answer. The statement is the same each time, so it is made once for each model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection

from madoguchi.base.models import TenantModel
from madoguchi.base.prepared import prepared

M = TypeVar("M", bound=TenantModel)


def row_by_id(model: type[M], workspace_id: int, row_id: int, *, lock: bool = False) -> M | None:
    """The row as an instance of `model`, None where there is none; `lock` holds it until the transaction ends."""
    return row_by(model, workspace_id, "id = %s", [row_id], lock=lock)


def row_by(
    model: type[M], workspace_id: int, condition: str, parameters: Sequence[Any], *, lock: bool = False
) -> M | None:
    """The same by a condition in SQL that is met once at most; it is a constant of the code, its values parameters."""
    return next(iter(rows_by(model, workspace_id, condition, parameters, lock=lock)), None)


def rows_by(
    model: type[M], workspace_id: int, condition: str, parameters: Sequence[Any], *, lock: bool = False
) -> list[M]:
    """All rows that meet a condition. `lock` takes them in the order of the condition's own ORDER BY."""
    reading = _reading(model)
    statement = f"{reading.statement} AND {condition}{' FOR UPDATE' if lock else ''}"
    with prepared() as cursor:
        cursor.execute(statement, [workspace_id, *parameters])
        rows = cursor.fetchall()
    return [_instance(model, reading, values) for values in rows]


def _instance(model: type[M], reading: "_Reading", values: Sequence[Any]) -> M:
    found = list(values)
    for position, converters, expression in reading.converted:
        for convert in converters:
            found[position] = convert(found[position], expression, connection)
    return model.from_db(DEFAULT_DB_ALIAS, reading.names, found)


@dataclass(frozen=True, slots=True)
class _Reading:
    statement: str
    names: list[str]
    converted: list[tuple[int, list[Any], Any]]


@cache
def _reading(model: type[TenantModel]) -> _Reading:
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    converted = [
        (position, converters, field.get_col(model._meta.db_table))
        for position, field in enumerate(fields)
        if (converters := _converters(field))
    ]
    statement = f'SELECT {columns} FROM "{model._meta.db_table}" WHERE workspace_id = %s'  # noqa: S608
    return _Reading(statement, [field.attname for field in fields], converted)


def _converters(field: Any) -> list[Any]:
    return [
        *connection.ops.get_db_converters(field.get_col(field.model._meta.db_table)),
        *field.get_db_converters(connection),
    ]
