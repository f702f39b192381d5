"""Runs the web process: uvicorn with our settings, and with a stop that ends live streams first."""

import asyncio
import contextlib
import resource
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType

import structlog
import uvicorn

from madoguchi.config.asgi import Front, observed
from madoguchi.config.door import Counts, Door

log = structlog.get_logger(__name__)

KEEP_ALIVE_SECONDS = 75  # longer than proxies keep theirs (60), so that they never write into a closed one
GRACE_SECONDS = 2


def run(
    listening: socket.socket,
    threads: int,
    *,
    counts: Counts | None = None,
    process: int = 0,
    started: Callable[[], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then return; to be called in the main thread.

    `counts` and `process` (its number) are of the processes that share the socket. `started` is called once
    connections are taken. The caller has configured Django and the logs.
    """
    raise_file_limit()
    server = Server.of(threads, started or _nobody)
    server.place = (listening, counts or Counts(1), process)
    server.run([])


def raise_file_limit() -> None:
    """Every stream is an open file: take what the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _nobody() -> None:
    pass


class Server(uvicorn.Server):
    """Uvicorn, which by itself waits for endless streams, and dies of the signal that it has handled."""

    front: Front
    door: Door
    place: tuple[socket.socket, Counts, int]
    on_started: Callable[[], None]

    @classmethod
    def of(cls, threads: int, started: Callable[[], None]) -> "Server":
        """A server of the whole application."""
        front = Front(threads)
        server = cls(
            uvicorn.Config(
                observed(front),
                loop="auto",
                http="auto",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,  # config/observe.py does it, and needs the peer's own address before
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        server.front = front
        server.on_started = started
        return server

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, open the door, then say on which port."""
        await super().startup(sockets)
        if self.started:
            listening, counts, process = self.place
            self.door = Door(listening, self._protocol, self._connections, counts=counts, process=process)
            log.info("web started", port=listening.getsockname()[1])
            self.on_started()

    async def on_tick(self, counter: int) -> bool:
        self.door.count()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the live streams, whose readers come back by themselves, then let requests finish."""
        self.door.close()
        self.front.hub.close()
        await super().shutdown(sockets)

    def _protocol(self) -> asyncio.Protocol:
        """As uvicorn's own servers make it."""
        config = self.config
        made: asyncio.Protocol = config.http_protocol_class(  # type: ignore[call-arg]
            config=config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made

    def _connections(self) -> int:
        return len(self.server_state.connections)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, but the signal ends with us: our caller has more to stop than a server."""

        if threading.current_thread() is not threading.main_thread():
            yield  # signals are the main thread's; whoever runs us elsewhere sets should_exit
            return

        def stop(number: int, _frame: FrameType | None) -> None:
            self.force_exit = self.should_exit and number == signal.SIGINT
            self.should_exit = True

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
