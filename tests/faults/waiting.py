"""Waiting on a condition, and on nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
LOOK_EVERY = 0.03  # seconds


def until(look: Callable[[], Found | None], what: str, seconds: float = 180.0) -> Found:
    """What `look` gives as soon as it is true. TimeoutError says that `what` did not happen."""
    ends_at = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > ends_at:
            raise TimeoutError(f"not in {seconds:.0f} s: {what}")
        time.sleep(LOOK_EVERY)
