"""What the hubs are told, as they hear it: only of what was committed."""

from typing import Any

import psycopg
from django.db import connection

from madoguchi.base.live import CHANNEL
from madoguchi.faces.live.frames import parse


class Heard:
    """Listens from now on; a context manager."""

    def __init__(self) -> None:
        self._listening: psycopg.Connection[Any] = psycopg.connect(
            **connection.get_connection_params(), autocommit=True
        )
        self._listening.execute(f"LISTEN {CHANNEL}")

    def __enter__(self) -> "Heard":
        return self

    def __exit__(self, *_error: object) -> None:
        self._listening.close()

    def names(self) -> set[str]:
        """What was told since it was asked last."""
        return {name for notice in self._listening.notifies(timeout=0.2) for name in parse(notice.payload)[1]}
