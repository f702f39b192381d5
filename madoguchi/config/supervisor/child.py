"""One process of ours: started, watched, started again when it dies, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from madoguchi.config.supervisor.lifeline import Lifeline

PAUSES = (0.0, 0.5, 1.0, 2.0, 5.0)  # seconds before the next start; QUALITY asks to be back within 10
STEADY = 30.0  # seconds of life after which a death counts as the first again


@dataclass
class Child:
    """`name` is what it is called in the logs, `command` its program and arguments."""

    name: str
    command: Sequence[str]
    lifeline: Lifeline
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    due: float = 0.0
    _started: float = field(default=0.0)

    def start(self) -> None:
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.environment, **self.lifeline.environment()},
            pass_fds=[self.lifeline.reading],
            process_group=0,  # Ctrl-C reaches us alone; we stop the children in order
        )

    def fell(self) -> int | None:
        """The exit code when it has just died (negative: by that signal); plans the next start."""
        code = self.process.poll() if self.process else None
        if code is None:
            return None
        now = time.monotonic()
        if now - self._started > STEADY:
            self.deaths = 0
        self.due = now + PAUSES[min(self.deaths, len(PAUSES) - 1)]
        self.deaths += 1
        self.process = None
        return code

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.due

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def end(self, patience: float) -> None:
        """Waits for it; kills it when it takes longer than `patience` seconds."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(patience, 0.0))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
