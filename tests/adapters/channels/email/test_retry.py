"""The back-off of deferred mail."""

from datetime import timedelta
from itertools import count, takewhile

import pytest

from madoguchi.adapters.channels.email.retry import retry_after


def test_the_schedule() -> None:
    waits = [retry_after(attempt, lambda: 0.0) for attempt in range(1, 9)]
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30, 60, 60)]


def test_it_gives_up_at_72_hours() -> None:
    every = (retry_after(attempt, lambda: 0.0) for attempt in count(1))
    total = sum((wait for wait in takewhile(lambda wait: wait is not None, every) if wait), timedelta())
    assert timedelta(hours=71) < total <= timedelta(hours=72)


def test_jitter_adds_up_to_a_tenth() -> None:
    assert retry_after(7, lambda: 0.5) == timedelta(minutes=63)
    wait = retry_after(7)
    assert wait is not None
    assert timedelta(hours=1) <= wait < timedelta(minutes=66)


def test_attempts_count_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        retry_after(0)
