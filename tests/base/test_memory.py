"""Freed memory goes back to the machine, whatever thread freed it."""

import ctypes
import threading
from pathlib import Path

import pytest

from madoguchi.base.memory import give_back

SIZE = 20_000  # bytes: below what malloc maps by itself, so that it lies in the arena of its thread
COUNT = 3_000


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="another C library than glibc")
def test_what_a_thread_freed_is_given_back() -> None:
    kept: list[bytes] = []

    def work() -> None:
        taken = [b"%d" % number * (SIZE // 5) for number in range(10_000, 10_000 + COUNT)]
        kept.append(taken[-1])  # the top of the arena stays in use

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    before = resident()
    give_back()
    assert before - resident() > SIZE * COUNT // 2
