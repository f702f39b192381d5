"""Run what changes the schema as the owner of the tables, not as the application's role."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from madoguchi.config.database import as_owner


@contextmanager
def owner_connection() -> Iterator[None]:
    """Within it the default connection is the login of DATABASE_URL itself; outside it the application's role."""
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict
    connection.settings_dict = as_owner(before)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before
