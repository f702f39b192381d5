"""Taking connections from a socket that several processes share: the one that has the fewest takes the next.

Left to themselves, the first to wake takes all that came at once, and the kernel's own way (SO_REUSEPORT) throws dice:
of eight connections that stay, as a proxy's or a program's do, one process may have six.
"""

import asyncio
import mmap
import socket
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

PAUSE = 1.0  # seconds after the system could give no connection
HEAD_START = 0.003  # seconds that whoever has fewer connections is given; then the next comes in wherever it can


class Counts:
    """How many connections each process has, in memory that children share with their parent."""

    def __init__(self, processes: int) -> None:
        self._counts = memoryview(mmap.mmap(-1, processes * 8)).cast("Q")

    def set(self, process: int, connections: int) -> None:
        self._counts[process] = connections

    def is_least(self, process: int) -> bool:
        """Whether no other process has fewer."""
        return self._counts[process] == min(self._counts)


class Door:
    """One process's side of the socket. `counted` says how many connections the process has."""

    def __init__(
        self,
        listening: socket.socket,
        protocol: Callable[[], asyncio.Protocol],
        counted: Callable[[], int],
        *,
        counts: Counts,
        process: int,
    ) -> None:
        self._listening = listening
        self._protocol = protocol
        self._counted = counted
        self._counts = counts
        self._process = process
        self._arriving: set[asyncio.Task[object]] = set()
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.TimerHandle | None = None
        listening.setblocking(False)
        self.count()
        self._loop.add_reader(listening, self._knock)

    def count(self) -> None:
        """Let the others know; to be called now and then, for connections end without a word."""
        self._counts.set(self._process, self._counted() + len(self._arriving))

    def close(self) -> None:
        """Take nobody any more, and let go of the socket; those who knock are for the other processes."""
        self._loop.remove_reader(self._listening)
        if self._waiting:
            self._waiting.cancel()
        self._listening.close()

    def _knock(self) -> None:
        self.count()
        if self._counts.is_least(self._process):
            self._take()
        else:
            self._look_away(HEAD_START)

    def _look_away(self, seconds: float) -> None:
        self._loop.remove_reader(self._listening)
        self._waiting = self._loop.call_later(seconds, self._look_again)

    def _look_again(self) -> None:
        self._loop.add_reader(self._listening, self._knock)
        self._take()

    def _take(self) -> None:
        try:
            connection, _address = self._listening.accept()
        except (BlockingIOError, ConnectionAbortedError):  # another process was faster, or they left again
            return
        except OSError as error:  # no files left, no memory
            log.error("no connection can be taken", error=error.strerror)
            self._look_away(PAUSE)
            return
        connection.setblocking(False)
        task: asyncio.Task[object] = self._loop.create_task(
            self._loop.connect_accepted_socket(self._protocol, connection)
        )
        self._arriving.add(task)
        task.add_done_callback(self._arriving.discard)
        self.count()
