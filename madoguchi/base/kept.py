"""Lists whose question is the same each time: what Django's query builder makes of it is made once, and kept.

For a page of a list that takes longer than PostgreSQL's answer and the reading of it together.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import copy
from threading import Lock
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
MOST = 256  # lists; the longest unused is forgotten

_kept: "OrderedDict[Hashable, QuerySet[Any]]" = OrderedDict()
_lock = Lock()


def kept_rows(key: Hashable, make: Callable[[], QuerySet[M]]) -> list[M]:
    """The rows of `make()`, whose statement has to be the same for one key, down to its values.

    So a key holds whatever the list depends on, above all the actor. No prefetches.
    """
    with _lock:
        known = _kept.get(key)
        if known is not None:
            _kept.move_to_end(key)
    if known is None:
        known = make()
        if not _keep_statement(known):
            return []
        with _lock:
            _kept[key] = known
            if len(_kept) > MOST:
                _kept.popitem(last=False)
    return list(known._iterable_class(known))  # type: ignore[call-overload, no-any-return]  # noqa: SLF001  # as it reads itself


def _keep_statement(rows: QuerySet[Any]) -> bool:
    """Make the statement and let the query give it from now on, to any thread. False: nothing can be found."""
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        statement = compiler.as_sql()
    except EmptyResultSet:
        return False

    def again(*_using: Any, **_options: Any) -> Any:
        own = copy(compiler)
        own.connection = connections[DEFAULT_DB_ALIAS]
        own.as_sql = lambda *_arguments, **_named: statement
        return own

    rows.query.get_compiler = again  # type: ignore[method-assign]
    return True
