"""When to try a deferred mail again, and when to stop."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

FIRST_MINUTES = (1, 2, 5, 10, 20, 30)
THEN = timedelta(hours=1)
GIVE_UP = timedelta(hours=72)
JITTER = 0.1


def retry_after(attempt: int, jitter: Callable[[], float] = random.random) -> timedelta | None:
    """The wait after the `attempt`-th try (from 1); None once 72 hours of waiting are used up.

    1, 2, 5, 10, 20, 30 minutes, then hourly. `jitter` gives a number in [0, 1); up to a tenth is added to
    each wait, so that the mails which one outage deferred do not come back at one moment. The 72 hours count
    without it.
    """
    if attempt < 1:
        raise ValueError("attempts count from 1")
    waits = [timedelta(minutes=minutes) for minutes in FIRST_MINUTES]
    wait = waits[attempt - 1] if attempt <= len(waits) else THEN
    before = sum(waits[: attempt - 1], timedelta()) + THEN * max(0, attempt - 1 - len(waits))
    if before + wait > GIVE_UP:
        return None
    return wait + wait * (JITTER * jitter())
