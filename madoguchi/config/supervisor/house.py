"""Keeps the processes of one installation running until it is told to stop."""

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

from madoguchi.config.embedded import EmbeddedServer
from madoguchi.config.failures import NotStarted
from madoguchi.config.supervisor.child import Child
from madoguchi.config.supervisor.lifeline import Lifeline
from madoguchi.config.supervisor.voices import Voices

TICK = 0.25  # seconds between two looks at the children
PATIENCE = 8.0  # seconds for all children to stop in order


class House:
    """`server` is the embedded database, or None when DATABASE_URL names another."""

    def __init__(self, server: EmbeddedServer | None, environment: Mapping[str, str], voices: Voices) -> None:
        self.voices = voices
        self._server = server
        self._lifeline = Lifeline()
        self._environment = environment
        self._children: list[Child] = []
        self._stopping = False
        self._mending: threading.Thread | None = None

    def keep(
        self, commands: Mapping[str, Sequence[str]], *, is_up: Callable[[], bool], ready: Callable[[], None]
    ) -> None:
        """`commands` by name. Starts the first, the others when it is up (or slow), then calls `ready`; returns
        when it was told to stop, by SIGINT or SIGTERM, and nothing of it runs any more."""
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for number, (name, command) in enumerate(commands.items()):
                if not self._stopping:
                    self._add(name, command)
                if number == 0:
                    self._wait_until(is_up, seconds=15)
            if not self._stopping:
                ready()
            while not self._stopping:
                self._look()
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _add(self, name: str, command: Sequence[str]) -> None:
        child = Child(name, command, self._lifeline, self._environment)
        self._children.append(child)
        self._start(child)

    def _start(self, child: Child) -> None:
        child.start()
        assert child.process
        self.voices.hear(child.name, child.process)

    def _wait_until(self, is_up: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._stopping and time.monotonic() < end and not is_up():
            self._look(tick=0.05)

    def _look(self, tick: float = TICK) -> None:
        self.voices.relay(tick)
        self._look_after_database()
        for child in self._children:
            code = child.fell()
            if code is not None and not self._stopping:
                reason = signal.Signals(-code).name if code < 0 else f"exit code {code}"
                self.voices.say("madoguchi", f"{child.name} ended ({reason}); it is started again.")
            if child.is_due() and not self._stopping:
                self._start(child)

    def _look_after_database(self) -> None:
        if self._server is None or self._stopping or (self._mending and self._mending.is_alive()):
            return
        if not self._server.alive():
            self.voices.say("madoguchi", "the database ended; it is started again.")
            # In a thread: a recovery may take long, and the children must be heard meanwhile.
            self._mending = threading.Thread(target=self._mend, name="database", daemon=True)
            self._mending.start()

    def _mend(self) -> None:
        assert self._server
        try:
            self._server.ensure(lambda text: self.voices.say("madoguchi", text))
        except NotStarted as problem:
            self.voices.say("madoguchi", str(problem))
            time.sleep(2)  # the disk may be full: the next look tries again

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._stopping:  # asked twice: at once
            for child in self._children:
                if child.process:
                    child.process.kill()
        self._stopping = True

    def _stop(self) -> None:
        self._stopping = True
        for child in self._children:
            child.ask_to_stop()
        end = time.monotonic() + PATIENCE
        while any(child.process and child.process.poll() is None for child in self._children):
            self.voices.relay(0.05)  # a full pipe would keep a child from ending
            if time.monotonic() > end:
                break
        for child in self._children:
            child.end(0)
        if self._server is not None:
            self._server.leave()


def quiet(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Under one roof only warnings are shown, unless a level was asked for."""
    return {} if environ.get("MADOGUCHI_LOG_LEVEL") else {"MADOGUCHI_LOG_LEVEL": "warning"}
