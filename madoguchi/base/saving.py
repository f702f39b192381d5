"""Writing rows of a tenant's table, without the cost of a query builder; as rows.py is for reading.

The statements are the same each time: made once for each model and what it was given, planned once a connection.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.expressions import DatabaseDefault

from madoguchi.base.models import TenantModel
from madoguchi.base.prepared import own_connection, prepared

# What Django saves of these is what the row holds.
AS_IT_IS = frozenset(
    {
        models.BigIntegerField,
        models.BooleanField,
        models.CharField,
        models.DateTimeField,
        models.ForeignKey,
        models.PositiveSmallIntegerField,
        models.SmallIntegerField,
        models.TextField,
    }
)


def insert(*rows: TenantModel) -> None:
    """As row.save() for new rows of one model, in one statement: the id, and what the database fills in by itself,
    are set on each."""
    _insert(rows, "", {})


def insert_with(*rows: TenantModel, further: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """As insert(), and in the same statement something more.

    `further` is SQL, a constant of the code, that stands behind "WITH made AS (INSERT ... RETURNING id, ...)" and ends
    in a SELECT of made.* and what else it likes: one row for each of `rows`, in their order, more behind them. Returns
    what else was selected.
    """
    return _insert(rows, further, values)


def update(row: TenantModel, *names: str) -> None:
    """As row.save(update_fields=names) for a row that is there and locked; without names, all of it."""
    writing = _updating(type(row), names)
    with prepared() as cursor:
        cursor.execute(writing.statement, [*writing.values_of(row), row.workspace_id, row.pk])
        if cursor.rowcount != 1:
            raise RuntimeError(f"{type(row).__name__} {row.pk} is not there to be saved")


def _insert(rows: Sequence[TenantModel], further: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    model = type(rows[0])
    filled = tuple(name for name in _left_to_the_database(model) if _is_filled(getattr(rows[0], name)))
    writing = _inserting(model, filled, len(rows), further)
    given = dict(zip(writing.places, [value for row in rows for value in writing.values_of(row)], strict=True))
    with prepared() as cursor:
        cursor.execute(writing.statement, {**given, **values})
        returned = cursor.fetchall()
    own = (model._meta.pk.attname, *filled)
    for row, found in zip(rows, returned, strict=not further):
        row.__dict__.update(zip(own, found, strict=False))
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001  # as Django's own save() does
    return [found[len(own) :] for found in returned]


@cache
def _left_to_the_database(model: type[TenantModel]) -> tuple[str, ...]:
    return tuple(field.attname for field in _written(model) if field.has_db_default())


def _is_filled(value: Any) -> bool:
    return isinstance(value, DatabaseDefault)


@dataclass(frozen=True, slots=True)
class _Writing:
    """A statement, the names of its values where it has some, and how they are taken from a row."""

    statement: str
    places: Sequence[str]
    read: Callable[[TenantModel], tuple[Any, ...]]
    made: Sequence[tuple[int, Any]]  # fields whose values Django makes, by their place

    def values_of(self, row: TenantModel) -> list[Any]:
        values = list(self.read(row))
        for place, field in self.made:
            values[place] = field.get_db_prep_save(values[place], own_connection())
        return values


def _writing(statement: str, fields: Sequence[Any], places: Sequence[str] = ()) -> _Writing:
    names = [field.attname for field in fields]
    read = attrgetter(*names) if len(names) > 1 else lambda row: (getattr(row, names[0]),)
    made = [(place, field) for place, field in enumerate(fields) if type(field) not in AS_IT_IS]
    return _Writing(statement, places, read, made)


@cache
def _inserting(model: type[TenantModel], filled: tuple[str, ...], count: int, further: str) -> _Writing:
    meta = model._meta
    fields = [field for field in _written(model) if field.attname not in filled]
    by_name = {field.attname: field.column for field in meta.concrete_fields}
    returned = ", ".join(f'"{by_name[name]}"' for name in (meta.pk.attname, *filled))
    columns = ", ".join(f'"{field.column}"' for field in fields)
    rows = [[f"made_{number}_{field.column}" for field in fields] for number in range(count)]
    values = ", ".join(f"({', '.join(f'%({place})s' for place in row)})" for row in rows)
    statement = f'INSERT INTO "{meta.db_table}" ({columns}) VALUES {values} RETURNING {returned}'  # noqa: S608
    whole = f"WITH made AS ({statement}) {further}" if further else statement
    return _writing(whole, fields, [place for row in rows for place in row])


@cache
def _updating(model: type[TenantModel], names: tuple[str, ...]) -> _Writing:
    fields = [
        field
        for field in _written(model)
        if field.attname != "workspace_id" and (not names or field.name in names or field.attname in names)
    ]
    changes = ", ".join(f'"{field.column}" = %s' for field in fields)
    statement = f'UPDATE "{model._meta.db_table}" SET {changes} WHERE workspace_id = %s AND id = %s'  # noqa: S608
    return _writing(statement, fields)


def _written(model: type[TenantModel]) -> list[Any]:
    """The columns that are ours to write: neither the key nor what the database makes of others."""
    return [field for field in model._meta.concrete_fields if not field.primary_key and not field.generated]
