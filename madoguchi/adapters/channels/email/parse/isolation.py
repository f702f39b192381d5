"""Parsing in processes that may die: a mail that loops, eats memory or crashes costs one worker, not the service."""

import os
import queue
import selectors
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from madoguchi.adapters.channels.email.inbound import InboundMessage
from madoguchi.adapters.channels.email.parse import wire

MODULE = "madoguchi.adapters.channels.email.parse.worker"
ROOT = str(Path(__file__).resolve().parents[5])
_CHUNK = 1 << 20
_MAX_ANSWER = 1 << 30
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ParseFailure:
    """The mail could not be read. `reason`: `timeout`, `memory`, `crashed` (also: out of processor time), `closed`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one mail, but `mails`, after which a worker is replaced by a fresh one."""

    wall_seconds: float = 20.0
    cpu_seconds: float = 15.0
    memory: int = 256 * 1024 * 1024
    mails: int = 2_000


class ParserPool:
    """`size` parser processes, started when they are first needed. Safe to use from any number of threads.

    `parse` waits for a free worker, then at most `limits.wall_seconds` for the answer. It never raises for what is in
    the mail and never hangs on it.
    """

    def __init__(self, size: int = 2, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._free: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _slot in range(size):
            self._free.put(None)
        self._size = size
        self._closed = threading.Event()

    def parse(self, raw: bytes) -> InboundMessage | ParseFailure:
        """The mail, or why it could not be read. The failed worker is already replaced when this returns."""
        if self._closed.is_set():
            return ParseFailure("closed")
        worker = self._free.get()
        try:
            if self._closed.is_set():
                return ParseFailure("closed")
            if worker is None or not worker.is_alive():
                worker = _Worker(self._limits)
            answer = worker.ask(raw) if worker.is_ready() else ParseFailure("crashed")
            if isinstance(answer, ParseFailure) or worker.mails >= self._limits.mails:
                worker.kill()
                worker = None
            return answer
        finally:
            if self._closed.is_set() and worker is not None:
                worker.kill()
                worker = None
            self._free.put(worker)

    def close(self) -> None:
        """End all workers. Calls under way finish first, at most after their time-out."""
        self._closed.set()
        for _slot in range(self._size):
            worker = self._free.get()
            if worker is not None:
                worker.kill()
        for _slot in range(self._size):
            self._free.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Worker:
    """One process and its pipes. Used by one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ready = False
        self.mails = 0
        arguments = (str(limits.memory), str(limits.cpu_seconds), str(limits.wall_seconds))
        path = os.pathsep.join(filter(None, (ROOT, os.environ.get("PYTHONPATH"))))
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "1"}
        self._process = subprocess.Popen(
            (sys.executable, "-m", MODULE, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=environment,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait(self) -> None:
        """Until the process has ended."""
        self._process.wait()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def is_ready(self) -> bool:
        """Waits until the process has loaded what it needs: that time is not the mail's."""
        if not self._ready:
            with selectors.DefaultSelector() as selector:
                selector.register(self._out, selectors.EVENT_READ)
                came = selector.select(_START_SECONDS)
            self._ready = bool(came) and os.read(self._out, len(wire.READY)) == wire.READY
        return self._ready

    def ask(self, raw: bytes) -> InboundMessage | ParseFailure:
        self.mails += 1
        try:
            body = self._exchange(raw)
            if body is None:
                return ParseFailure("timeout")
            return wire.decode(body) if body else ParseFailure("memory")
        except (OSError, EOFError, ValueError, KeyError, TypeError, struct.error):
            return ParseFailure("crashed")

    def kill(self) -> None:
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _exchange(self, raw: bytes) -> bytes | None:
        """Write the mail and read the answer at the same time; None when the time is over. EOFError: it died."""
        deadline = time.monotonic() + self._limits.wall_seconds
        head = wire.LENGTH.pack(len(raw))
        waiting = memoryview(head + raw if len(raw) < _CHUNK else head)
        more = memoryview(b"" if len(raw) < _CHUNK else raw)
        answer, wanted = bytearray(), wire.LENGTH.size
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
            selector.register(self._in, selectors.EVENT_WRITE)
            while len(answer) < wanted:
                left = deadline - time.monotonic()
                ready = selector.select(left) if left > 0 else []
                if not ready:
                    return None
                for key, _events in ready:
                    if key.fd == self._in:
                        waiting = waiting[os.write(self._in, waiting[:_CHUNK]) :]
                        if not waiting:
                            waiting, more = more, memoryview(b"")
                        if not waiting:
                            selector.unregister(self._in)
                        continue
                    answer += _received(self._out, wanted - len(answer))
                    if wanted == wire.LENGTH.size == len(answer):
                        wanted += _checked(wire.LENGTH.unpack(answer)[0])
        del answer[: wire.LENGTH.size]
        return bytes(answer)


def _received(source: int, size: int) -> bytes:
    piece = os.read(source, min(size, _CHUNK))
    if not piece:
        raise EOFError
    return piece


def _checked(size: int) -> int:
    if size > _MAX_ANSWER:
        raise ValueError(size)
    return size
