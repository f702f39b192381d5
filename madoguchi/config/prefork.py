"""Several web processes as one: children of a parent that has loaded everything, so that they share its memory.

A process of Python uses one core. The children take connections from the one socket of their parent by turns
(config/door.py). One that dies is born again at once, as the parent has it all loaded.
"""

import gc
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from types import FrameType

import structlog
from prometheus_client.multiprocess import mark_process_dead

from madoguchi.config.supervisor.lifeline import Lifeline

log = structlog.get_logger(__name__)

FORK = multiprocessing.get_context("fork")
STOPPING = (signal.SIGTERM, signal.SIGINT)
GRACE = 5.0  # seconds for the children to stop in order
STEADY = 5.0  # seconds of life; after a shorter one the next waits for PAUSE
PAUSE = 1.0


class Family:
    """`count` processes that do `work`, each given its number.

    The parent has to have one thread and no connection to anything.
    """

    def __init__(self, count: int, work: Callable[[int], None]) -> None:
        self._free = set(range(count))
        self._work = work
        self._lifeline = Lifeline()
        self._born: dict[multiprocessing.process.BaseProcess, tuple[int, float]] = {}  # its number, and when
        self._stopping = False

    def keep(self, *, until: int | None) -> None:
        """Return when SIGTERM or SIGINT came, or `until` (a file) can be read, and every child has ended."""
        gc.collect()
        gc.freeze()  # the collector writes into whatever it looks at, and what is written to is shared no longer
        before = {number: signal.signal(number, self._on_signal) for number in STOPPING}
        try:
            while not self._stopping:
                while self._free and not self._stopping:
                    self._bear(self._free.pop())
                ended = wait([*(child.sentinel for child in self._born), *([] if until is None else [until])])
                if until in ended:
                    break
                self._bury()
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _bear(self, number: int) -> None:
        child = FORK.Process(target=self._live, args=(number,))
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)  # until the child has handlers of its own
        try:
            child.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        self._born[child] = (number, time.monotonic())

    def _live(self, number: int) -> None:
        """In the child."""
        for stopping in STOPPING:
            signal.signal(stopping, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        self._lifeline.hold()
        self._work(number)

    def _bury(self) -> None:
        for child in [child for child in self._born if not child.is_alive() and not self._stopping]:
            number, born = self._born.pop(child)
            self._free.add(number)
            log.warning("a web process ended, another begins", exit_code=child.exitcode)
            _forget(child)
            if time.monotonic() - born < STEADY:
                time.sleep(PAUSE)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for child in list(self._born):
            child.terminate()

    def _stop(self) -> None:
        end = time.monotonic() + GRACE
        for child in self._born:
            child.terminate()
        for child in self._born:
            child.join(max(0.0, end - time.monotonic()))
            if child.is_alive():
                child.kill()
                child.join()
            _forget(child)


def _forget(child: multiprocessing.process.BaseProcess) -> None:
    """Its gauges end with it; what it has counted stays."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        mark_process_dead(child.pid)  # type: ignore[no-untyped-call]
    child.close()
