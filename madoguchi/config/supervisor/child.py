"""One process of ours: forked, watched, forked again when it dies, stopped."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from setproctitle import setproctitle

from madoguchi.config.supervisor.lifeline import Lifeline
from madoguchi.config.supervisor.voices import Voices

FORK = multiprocessing.get_context("fork")
STOPPING = (signal.SIGTERM, signal.SIGINT)
PAUSES = (0.0, 0.5, 1.0, 2.0, 5.0)  # seconds before the next start; QUALITY asks to be back within 10
STEADY = 30.0  # seconds of life after which a death counts as the first again


@dataclass
class Child:
    """`name` is what it is called in the logs and by `ps`; `work` is done until SIGTERM."""

    name: str
    work: Callable[[], None]
    lifeline: Lifeline
    process: BaseProcess | None = None
    deaths: int = 0
    due: float = 0.0
    _started: float = field(default=0.0)

    def start(self, voices: Voices | None) -> None:
        """With `voices` its output is heard by them, else it goes where ours goes."""
        self._started = time.monotonic()
        mouth = voices.hear(self.name) if voices else None
        self.process = FORK.Process(target=self._live, args=(mouth,), name=self.name)
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)  # until the child has handlers of its own
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
            if mouth is not None:
                os.close(mouth)

    def _live(self, mouth: int | None) -> None:
        """In the child."""
        os.setpgrp()  # Ctrl-C reaches the parent alone, who stops its children in order
        if mouth is not None:
            os.dup2(mouth, 1)
            os.dup2(mouth, 2)
            os.close(mouth)
        for number in STOPPING:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        self.lifeline.hold()
        setproctitle(f"madoguchi: {self.name}")
        self.work()

    def fell(self) -> int | None:
        """The exit code when it has just died (negative: by that signal); plans the next start."""
        if self.process is None or self.process.is_alive():
            return None
        code = self.process.exitcode
        now = time.monotonic()
        if now - self._started > STEADY:
            self.deaths = 0
        self.due = now + PAUSES[min(self.deaths, len(PAUSES) - 1)]
        self.deaths += 1
        self._bury()
        return code

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.due

    def is_alive(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()

    def end(self) -> None:
        """It is gone when this returns."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self._bury()

    def _bury(self) -> None:
        """Its gauges end with it; what it has counted stays."""
        assert self.process is not None
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            from prometheus_client.multiprocess import mark_process_dead  # not before that name is set

            mark_process_dead(self.process.pid)  # type: ignore[no-untyped-call]
        self.process.close()
        self.process = None
