"""Runs the web process: uvicorn with our settings, and with a stop that ends live streams first."""

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
from madoguchi.config.supervisor.ports import listening

log = structlog.get_logger(__name__)

KEEP_ALIVE_SECONDS = 75  # longer than proxies keep theirs (60), so that they never write into a closed one
GRACE_SECONDS = 2
BACKLOG = 2048


def run(
    host: str,
    port: int,
    threads: int,
    *,
    started: Callable[[int], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then return; to be called in the main thread.

    `started` is called with the port (that which was found, for port 0) once connections are taken. Other
    processes of ours may listen on the same port. Raises OSError when somebody else has it. The caller has
    configured Django and the logs.
    """
    raise_file_limit()
    server = Server.of(threads, started or _nobody)
    server.run([listening(host, port, BACKLOG)])


def raise_file_limit() -> None:
    """Every stream is an open file: take what the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _nobody(_port: int) -> None:
    pass


class Server(uvicorn.Server):
    """Uvicorn, which by itself waits for endless streams, and dies of the signal that it has handled."""

    front: Front
    on_started: Callable[[int], None]

    @classmethod
    def of(cls, threads: int, started: Callable[[int], None]) -> "Server":
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
                backlog=BACKLOG,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        server.front = front
        server.on_started = started
        return server

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say on which port."""
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            log.info("web started", port=port)
            self.on_started(port)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the live streams, whose readers come back by themselves, then let requests finish."""
        self.front.hub.close()
        await super().shutdown(sockets)

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
