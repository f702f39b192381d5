"""Keeps the processes of one installation running until it is told to stop.

They are forked from this one, which has loaded everything and works on nothing: what they never write to they share,
and one that dies is born again at once (docs/adr/0008).
"""

import gc
import signal
import threading
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import wait
from types import FrameType

import structlog

from madoguchi.config.embedded import EmbeddedServer
from madoguchi.config.failures import NotStarted
from madoguchi.config.supervisor.child import STOPPING, Child
from madoguchi.config.supervisor.lifeline import Lifeline
from madoguchi.config.supervisor.voices import Voices

log = structlog.get_logger(__name__)

TICK = 0.25  # seconds between two looks at the children
PATIENCE = 8.0  # seconds for all children to stop in order

Work = tuple[str, Callable[[], None]]


class House:
    """`works` are processes: their names, and what each does until SIGTERM. `server` is the embedded database, if there
    is one to look after; `voices` hear what the children say, else it goes where ours goes.

    Whoever makes it has to have one thread and no connection to anything.
    """

    def __init__(
        self, works: Iterable[Work], *, server: EmbeddedServer | None = None, voices: Voices | None = None
    ) -> None:
        self._server = server
        self._voices = voices
        lifeline = Lifeline()
        self._children = [Child(name, work, lifeline) for name, work in works]
        self._stopping = False
        self._mending: threading.Thread | None = None

    def keep(self, ready: Callable[[], None] | None = None) -> None:
        """Starts them all, then calls `ready`; returns when it was told to stop, by SIGINT or SIGTERM, and nothing of
        it runs any more."""
        gc.collect()
        gc.freeze()  # the collector writes into whatever it looks at, and what is written to is shared no longer
        before = {number: signal.signal(number, self._on_signal) for number in STOPPING}
        try:
            self._start_due()
            if ready and not self._stopping:
                ready()
            while not self._stopping:
                self._listen(TICK)
                self._look_after_database()
                self._look_after_children()
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _listen(self, seconds: float) -> None:
        """Returns earlier when a child said something, or died."""
        if self._voices:
            self._voices.relay(seconds)
        else:
            wait([child.process.sentinel for child in self._children if child.process], seconds)

    def _say(self, text: str) -> None:
        if self._voices:
            self._voices.say("madoguchi", text)
        else:
            log.warning(text)

    def _look_after_children(self) -> None:
        for child in self._children:
            code = child.fell()
            if code and not self._stopping:  # with 0 it has ended of its own will, for a fresh one
                reason = signal.Signals(-code).name if code < 0 else f"exit code {code}"
                self._say(f"{child.name} ended ({reason}); it is started again.")
        if not self._is_mending():  # one that forks has one thread
            self._start_due()

    def _start_due(self) -> None:
        for child in self._children:
            if child.is_due() and not self._stopping:
                child.start(self._voices)

    def _look_after_database(self) -> None:
        if self._server is None or self._stopping or self._is_mending():
            return
        if not self._server.alive():
            self._say("the database ended; it is started again.")
            # In a thread: a recovery may take long, and the children must be heard meanwhile.
            self._mending = threading.Thread(target=self._mend, name="database", daemon=True)
            self._mending.start()

    def _is_mending(self) -> bool:
        return self._mending is not None and self._mending.is_alive()

    def _mend(self) -> None:
        assert self._server
        try:
            self._server.ensure(self._say)
        except NotStarted as problem:
            self._say(str(problem))
            time.sleep(2)  # the disk may be full: the next look tries again

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._stopping:  # asked twice: at once
            for child in self._children:
                child.kill()
        self._stopping = True

    def _stop(self) -> None:
        self._stopping = True
        for child in self._children:
            child.ask_to_stop()
        end = time.monotonic() + PATIENCE
        while any(child.is_alive() for child in self._children) and time.monotonic() < end:
            self._listen(0.05)  # a full pipe would keep a child from ending
        for child in self._children:
            child.end()
        if self._server is not None:
            self._server.leave()
