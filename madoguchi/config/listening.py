"""The connection on which a process hears PostgreSQL's notifications."""

from typing import Any

from django.db import connection
from psycopg import AsyncConnection

# A dead peer must be noticed within half a minute, not after the two hours of the operating system.
PATIENCE = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


async def connect_to_listen() -> AsyncConnection[Any]:
    """An autocommitting connection to the database of the settings, as the login itself."""
    wanted = connection.get_connection_params()
    for django_only in ("cursor_factory", "context", "prepare_threshold"):
        wanted.pop(django_only, None)
    wanted["application_name"] = "madoguchi-live"
    return await AsyncConnection.connect(**{**PATIENCE, **wanted}, autocommit=True)
