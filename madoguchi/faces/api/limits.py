"""Token buckets: how often one token may ask, counted in this process."""

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic

MOST_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left after one request. `wait` is 0 when it was let through; seconds otherwise."""

    limit: int
    remaining: int
    reset: int  # seconds until the bucket is full
    wait: int

    def headers(self) -> dict[str, str]:
        """draft-ietf-httpapi-ratelimit-headers (the fields in wide use), and Retry-After where it is refused."""
        fields = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }
        return fields | ({"Retry-After": str(self.wait)} if self.wait else {})


class Limiter:
    """One bucket for each key, of a minute's size, refilled all the time; the longest unused are forgotten."""

    def __init__(self, per_minute: int) -> None:
        self._size = per_minute
        self._per_second = per_minute / 60
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key: left, when it was counted
        self._lock = threading.Lock()

    def take(self, key: str, *, at: float | None = None) -> Allowance:
        """Count one request; `at` in seconds of a clock that only goes on."""
        now = monotonic() if at is None else at
        with self._lock:
            left, since = self._buckets.pop(key, (float(self._size), now))
            left = min(self._size, left + max(0.0, now - since) * self._per_second)
            wait = 0 if left >= 1 else max(1, math.ceil((1 - left) / self._per_second))
            left -= 0 if wait else 1
            self._buckets[key] = (left, now)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        return Allowance(self._size, int(left), math.ceil((self._size - left) / self._per_second), wait)
