"""Parts of a statement that Django's query builder makes once, not at every question.

What it makes of a subquery costs more than PostgreSQL's answer; and for one kind of row they are always the same, but
for a value or two.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL

PLACES = (-7_300_000_001, -7_300_000_002)  # where values will stand; no row has such an id


def compiled(model: type[Model], build: Callable[..., Any], *values: int) -> RawSQL:
    """What `build(*values)` makes, a function of a module, for `annotate()` on rows of this model; not below another
    query, where the table has another name. Its values are numbers of rows, and it reads nothing else that changes."""
    statement, given, field = _compiled(model, build, len(values))
    stood = dict(zip(PLACES, values, strict=False))
    return RawSQL(statement, [stood.get(one, one) for one in given], output_field=field)  # noqa: S611  # the builder's own


@cache
def _compiled(model: type[Model], build: Callable[..., Any], count: int) -> tuple[str, list[Any], Any]:
    query = model._default_manager.annotate(compiled_part=build(*PLACES[:count])).query  # noqa: SLF001  # a model's own
    part = query.annotations["compiled_part"]
    statement, given = query.get_compiler(connection=connection).compile(part)
    return statement, list(given), part.output_field
