"""A server to measure: the one that already answers, or `madoguchi serve` started for the length of a benchmark."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from bench.ground import base_url

PATIENCE = 60.0
AUTHORITY = "mx.bench.example"  # as behind an MTA that has judged the sender: no question to the DNS
SETTINGS = {
    "MADOGUCHI_BENCH": "1",
    "MADOGUCHI_DEMO": "0",
    "MADOGUCHI_LOG_LEVEL": "error",
    "MADOGUCHI_API_RATE": "10000000",
    "MADOGUCHI_TRUSTED_AUTHSERV_IDS": AUTHORITY,
    "MADOGUCHI_TRUSTED_PROXIES": "127.0.0.1",
}


@contextmanager
def serving(*, mail_to: tuple[str, int] | None = None) -> Iterator[tuple[str, int]]:
    """The address of the web server. One that was started here ends with the block.

    `mail_to`: where mail must be taken too before the block begins.
    """
    address = base_url()
    if ready(address, mail_to):
        yield address
        return
    process = subprocess.Popen([sys.executable, "-m", "madoguchi", "serve"], env={**os.environ, **SETTINGS})
    try:
        end = time.monotonic() + PATIENCE
        while not ready(address, mail_to):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("madoguchi serve did not start")
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def ready(address: tuple[str, int], mail_to: tuple[str, int] | None) -> bool:
    """Whether the server says that it can work, and mail is taken where it is asked for."""
    try:
        if mail_to:
            socket.create_connection(mail_to, timeout=2).close()
        with urllib.request.urlopen(f"http://{address[0]}:{address[1]}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
