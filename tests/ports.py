"""Ports for the servers of the tests."""

from __future__ import annotations

import random
import socket

# Below what the kernel gives to outgoing connections (Linux 32768, others 49152): of those, one that is free now may
# be taken by a passing connection before the server that it was meant for has started.
LOWEST, HIGHEST = 15_000, 32_000


def free_port() -> int:
    """A port of loopback that nobody listens on at this moment, and that is hardly given twice."""
    chance = random.SystemRandom()
    while True:
        port = chance.randint(LOWEST, HIGHEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
