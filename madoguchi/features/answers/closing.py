"""Work for which somebody waits is closed where it breaks off: nobody waits for ever."""

from collections.abc import Callable
from typing import TypeVar

import structlog

KILLED = 3  # times that a worker was killed with a job: it may be the job that kills it, and it is closed

log = structlog.get_logger(__name__)
Made = TypeVar("Made")


def closed_if_broken(work: Callable[[], Made], close: Callable[[], Made], *, tried: int, job: str) -> Made:
    """What `work` makes. Where that breaks off, it is closed and the exception goes on; where a worker was killed with
    it more than KILLED times, it is closed and not begun. `tried`: how often before."""
    if tried > KILLED:
        log.error("a job takes its worker down", job=job)
        return close()
    try:
        return work()
    except Exception:
        close()
        raise
