"""Token buckets: how often one token may ask, counted by all web processes of one family together.

A bucket is one number, the moment at which it will be full again (the generic cell rate algorithm); so a table of keys
and moments in memory that children share with their parent is all there is. Two processes that count in the same
moment may let one request more through: no lock is worth that.
"""

import math
import mmap
import threading
from dataclasses import dataclass
from time import monotonic

SLOTS = 1 << 14  # keys remembered; more, and the longest unused of a few neighbours is forgotten
NEIGHBOURS = 8


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
    """One bucket for each key, of a minute's size, refilled all the time."""

    def __init__(self, per_minute: int) -> None:
        self._size = per_minute
        self._per_second = per_minute / 60
        self._keys = memoryview(mmap.mmap(-1, SLOTS * 8)).cast("Q")
        self._full_at = memoryview(mmap.mmap(-1, SLOTS * 8)).cast("d")
        self._lock = threading.Lock()

    def take(self, key: str, *, at: float | None = None) -> Allowance:
        """Count one request of a key in hexadecimal digits; `at` in seconds of a clock that only goes on."""
        now = monotonic() if at is None else at
        with self._lock:
            slot = self._slot(int(key[:16], 16))
            full_at = max(now, self._full_at[slot])
            left = self._size - (full_at - now) * self._per_second
            wait = 0 if left >= 1 else max(1, math.ceil((1 - left) / self._per_second))
            if not wait:
                left -= 1
                full_at += 1 / self._per_second
            self._full_at[slot] = full_at
        return Allowance(self._size, int(left), math.ceil(full_at - now), wait)

    def _slot(self, key: int) -> int:
        """Where a key is counted; a new one takes the place of that neighbour which has been full for longest."""
        near = [(key + step) % SLOTS for step in range(NEIGHBOURS)]
        for slot in near:
            if self._keys[slot] == key:
                return slot
        slot = min(near, key=self._full_at.__getitem__)
        self._keys[slot], self._full_at[slot] = key, 0.0
        return slot
