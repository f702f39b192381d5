"""Two at once: the one waits for a row that the other holds."""

import time

from django.db import connection

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def until_somebody_waits() -> None:
    ends_at = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < ends_at:
            cursor.execute(WAITING)
            if cursor.fetchone() != (0,):
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("nobody ever waited")
