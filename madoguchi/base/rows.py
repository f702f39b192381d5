"""Rows of a tenant's table by id, without the cost of a query builder.

Every write locks one row first, and what Django makes of that question costs several times what PostgreSQL makes of the
answer. The statement is the same each time, so it is made once for each model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from madoguchi.base.models import TenantModel
from madoguchi.base.prepared import prepared

M = TypeVar("M", bound=TenantModel)
R = TypeVar("R", bound=Model)


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
    reading = _reading(model, model._meta.db_table)
    statement = f"{_statement(model)} AND {condition}{' FOR UPDATE' if lock else ''}"
    with prepared() as cursor:
        cursor.execute(statement, [workspace_id, *parameters])
        rows = cursor.fetchall()
    return [_instance(model, reading, values) for values in rows]


def common_row_by_id(model: type[R], row_id: int) -> R | None:
    """The same of a table that belongs to no tenant."""
    reading = _reading(model, model._meta.db_table)
    with prepared() as cursor:
        cursor.execute(f'SELECT {reading.columns} FROM "{model._meta.db_table}" WHERE id = %s', [row_id])  # noqa: S608
        row = cursor.fetchone()
    return _instance(model, reading, row) if row else None


@dataclass(frozen=True)
class Wide(Generic[M]):
    """Rows of a model with what is shown beside them; a constant of the code.

    `beside` are foreign keys whose rows are read too, `more` are names and the SQL of what is set on each row,
    `without` are columns that stay unread, `tenant` is the model of the workspace, set on each row as `workspace`.
    """

    model: type[M]
    beside: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()
    tenant: type[Model] | None = None


def wide_rows_by(wide: Wide[M], workspace_id: int, condition: str, parameters: Sequence[Any]) -> list[M]:
    """As rows_by(), in one statement too; the condition names its columns with their table."""
    reading = _wide_reading(wide)
    with prepared() as cursor:
        cursor.execute(f"{reading.statement} AND {condition}", [workspace_id, *parameters])
        rows = cursor.fetchall()
    known: dict[Any, Any] = {}
    return [reading.instance(wide, values, known) for values in rows]


def _instance(model: type[R], reading: "_Reading", values: Sequence[Any]) -> R:
    found = list(values)
    for position, converters, expression in reading.converted:
        for convert in converters:
            found[position] = convert(found[position], expression, connection)
    return model.from_db(DEFAULT_DB_ALIAS, reading.names, found)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Columns as a statement names them, as a model does, and those that are not taken as they come."""

    columns: str
    names: list[str]
    converted: list[tuple[int, list[Any], Any]]


@cache
def _statement(model: type[TenantModel]) -> str:
    table = model._meta.db_table
    return f'SELECT {_reading(model, table).columns} FROM "{table}" WHERE "{table}".workspace_id = %s'  # noqa: S608


@cache
def _reading(model: Any, table: str, without: tuple[str, ...] = ()) -> _Reading:
    fields = [field for field in model._meta.concrete_fields if field.attname not in without]
    converted = [
        (position, converters, field.get_col(model._meta.db_table))
        for position, field in enumerate(fields)
        if (converters := _converters(field))
    ]
    columns = ", ".join(f'"{table}"."{field.column}"' for field in fields)
    return _Reading(columns, [field.attname for field in fields], converted)


@dataclass(frozen=True, slots=True)
class _WideReading:
    statement: str
    own: _Reading
    more: list[str]
    beside: list[tuple[Any, _Reading]]
    tenant: _Reading | None

    def instance(self, wide: Wide[M], values: Sequence[Any], known: dict[Any, Any]) -> M:
        end = len(self.own.names)
        row = _instance(wide.model, self.own, values[:end])
        row.__dict__.update(zip(self.more, values[end:], strict=False))
        end += len(self.more)
        for field, reading in self.beside:
            start, end = end, end + len(reading.names)
            key = getattr(row, field.attname)
            if key is not None and (field, key) not in known:
                known[field, key] = _instance(field.related_model, reading, values[start:end])
            field.set_cached_value(row, known[field, key] if key is not None else None)
        if self.tenant and wide.tenant:
            row.__dict__["workspace"] = _instance(wide.tenant, self.tenant, values[end:])
        return row


@cache
def _wide_reading(wide: Wide[Any]) -> _WideReading:
    model: Any = wide.model
    meta = model._meta
    own = _reading(model, meta.db_table, wide.without)
    fields = [meta.get_field(name) for name in wide.beside]
    beside = [(field, _reading(field.related_model, field.name)) for field in fields]
    house = _reading(wide.tenant, "workspace") if wide.tenant else None
    columns = [own.columns, *(sql for _name, sql in wide.more), *(reading.columns for _field, reading in beside)]
    joins = "".join(
        f' LEFT JOIN "{field.related_model._meta.db_table}" AS "{field.name}"'
        f' ON "{field.name}".workspace_id = "{meta.db_table}".workspace_id'
        f' AND "{field.name}".id = "{meta.db_table}"."{field.column}"'
        for field in fields
    )
    table = f'"{meta.db_table}"'
    if house and wide.tenant:
        columns.append(house.columns)
        joins += f' JOIN "{wide.tenant._meta.db_table}" AS workspace ON workspace.id = {table}.workspace_id'
    statement = f"SELECT {', '.join(columns)} FROM {table}{joins} WHERE {table}.workspace_id = %s"  # noqa: S608
    return _WideReading(statement, own, [name for name, _sql in wide.more], beside, house)


def _converters(field: Any) -> list[Any]:
    return [
        *connection.ops.get_db_converters(field.get_col(field.model._meta.db_table)),
        *field.get_db_converters(connection),
    ]
