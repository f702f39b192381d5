"""No child outlives its parent: each holds the reading end of a pipe whose other end only the parent has.

When the parent goes, by whatever signal, the pipe closes, and the child stops as if asked to. This works on every
Unix; Linux's PR_SET_PDEATHSIG would fire at the end of the parent's thread instead, and is lost by setuid.
"""

import os
import signal
import threading
import time

GRACE = 10.0  # seconds for an orderly stop


class Lifeline:
    """Made by the parent."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    def hold(self) -> None:
        """In the child."""
        os.close(self._writing)
        threading.Thread(target=self._watch, name="lifeline", daemon=True).start()

    def _watch(self) -> None:
        os.read(self._reading, 1)  # nothing is ever written: it returns when the parent is gone
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os._exit(1)
