"""DNS for the check of senders: answers are kept a while, and a resolver that is down costs no mail its time."""

import threading
import time
from collections import OrderedDict

from madoguchi.adapters.channels.email.resolver import DnsResolver, Kind, TemporaryDnsError

KEPT = 300.0  # seconds an answer is good for
MOST_KEPT = 10_000
TIMEOUT = 2.0  # seconds a question
GIVES_UP_AFTER = 3  # failures in a row
RESTS = 30.0  # seconds until it is asked again


class PatientResolver:
    """Thread-safe. Raises TemporaryDnsError at once while the resolver is known to be down."""

    def __init__(self) -> None:
        self._resolver = DnsResolver(TIMEOUT)
        self._kept: OrderedDict[tuple[str, Kind], tuple[float, list[str]]] = OrderedDict()
        self._guard = threading.Lock()
        self._failures = 0
        self._down_until = 0.0

    def ask(self, name: str, kind: Kind) -> list[str]:
        """The records as text, as DnsResolver gives them."""
        key = (name.lower(), kind)
        now = time.monotonic()
        with self._guard:
            known = self._kept.get(key)
            if known is not None and known[0] > now:
                return known[1]
            if now < self._down_until:
                raise TemporaryDnsError(name)
        try:
            found = self._resolver.ask(name, kind)
        except TemporaryDnsError:
            self._failed()
            raise
        with self._guard:
            self._failures = 0
            self._kept[key] = (now + KEPT, found)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def _failed(self) -> None:
        with self._guard:
            self._failures += 1
            if self._failures >= GIVES_UP_AFTER:
                self._failures, self._down_until = 0, time.monotonic() + RESTS
