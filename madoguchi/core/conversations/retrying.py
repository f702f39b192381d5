"""When a mail that did not get through is tried again."""

from datetime import datetime, timedelta

# After the n-th failure wait so many minutes, then an hour each time; three days after the first try it has failed.
MINUTES = (1, 2, 5, 10, 20, 30)
GIVE_UP_AFTER = timedelta(hours=72)


def next_try(attempts: int, *, first: datetime, now: datetime) -> datetime | None:
    """When to try again after `attempts` tries; None when three days have passed since the first."""
    wait = timedelta(minutes=MINUTES[attempts - 1] if attempts <= len(MINUTES) else 60)
    at = now + wait
    return at if at <= first + GIVE_UP_AFTER else None
