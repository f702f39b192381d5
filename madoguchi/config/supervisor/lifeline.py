"""No child outlives its parent: each holds the reading end of a pipe whose other end only the parent has.

When the parent goes, by whatever signal, the pipe closes, and the child stops as if asked to. This works on every
Unix; Linux's PR_SET_PDEATHSIG would fire at the end of the parent's thread instead, and is lost by setuid.
"""

import os
import signal
import threading
import time

VARIABLE = "MADOGUCHI_LIFELINE"
GRACE = 10.0  # seconds for an orderly stop


class Lifeline:
    """The parent's side."""

    def __init__(self) -> None:
        self.reading, self._writing = os.pipe()

    def environment(self) -> dict[str, str]:
        return {VARIABLE: str(self.reading)}

    def hold(self) -> None:
        """In a child that was forked, not started: as hold()."""
        os.close(self._writing)
        _watch_from_now(self.reading)


def hold() -> None:
    """The child's side; does nothing in a process that was started by hand."""
    reading = taken()
    if reading is not None:
        _watch_from_now(reading)


def taken() -> int | None:
    """The child's end of the pipe, for one who watches it by themselves: it can be read when the parent is gone."""
    given = os.environ.pop(VARIABLE, "")
    return int(given) if given.isdigit() else None


def _watch_from_now(reading: int) -> None:
    threading.Thread(target=_watch, args=(reading,), name="lifeline", daemon=True).start()


def _watch(reading: int) -> None:
    os.read(reading, 1)  # nothing is ever written: it returns when the parent is gone
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
