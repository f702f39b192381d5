"""What the children say, line by line, each with its name in front."""

import contextlib
import os
import selectors
import sys
from typing import TextIO

LONGEST = 64 * 1024  # bytes of one line; a longer one is shown in pieces
COLOURS = {"web": "36", "worker": "35", "bulk": "34", "smtp": "33", "madoguchi": "32"}


class Voices:
    """Collects the output of many processes without a thread for each."""

    def __init__(self, out: TextIO = sys.stderr) -> None:
        self._out = out
        self._coloured = out.isatty() and "NO_COLOR" not in os.environ
        self._selector = selectors.DefaultSelector()
        self._begun: dict[int, bytes] = {}

    def hear(self, name: str) -> int:
        """A descriptor into which somebody else speaks; to be closed here once that other process has it."""
        ear, mouth = os.pipe()
        os.set_blocking(ear, False)
        self._selector.register(ear, selectors.EVENT_READ, name)
        return mouth

    def relay(self, seconds: float) -> None:
        """Shows what comes within that time; returns earlier when something came or somebody fell silent."""
        for key, _events in self._selector.select(seconds):
            self._read(key)

    def say(self, name: str, line: str) -> None:
        label = f"{name:<9}"
        if self._coloured:
            label = f"\033[{COLOURS.get(name, '37')}m{label}\033[0m"
        with contextlib.suppress(BrokenPipeError):  # as with `serve | head`: nobody listens, the work goes on
            print(f"{label}| {line}", file=self._out, flush=True)

    def _read(self, key: selectors.SelectorKey) -> None:
        data = os.read(key.fd, LONGEST)
        if not data:
            self._selector.unregister(key.fd)
            os.close(key.fd)
        *lines, rest = (self._begun.pop(key.fd, b"") + data).split(b"\n")
        if rest and (not data or len(rest) > LONGEST):
            lines, rest = [*lines, rest], b""
        for line in lines:
            self.say(key.data, line.decode("utf-8", "replace").rstrip())
        if data:
            self._begun[key.fd] = rest
