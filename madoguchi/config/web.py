"""Runs the web process: uvicorn with our settings, and with a stop that ends live streams first."""

import contextlib
import resource
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from socket import socket
from types import FrameType

import structlog
import uvicorn

from madoguchi.config.asgi import Front, observed
from madoguchi.config.lifespan import Task

log = structlog.get_logger(__name__)

KEEP_ALIVE_SECONDS = 75  # longer than proxies keep theirs (60), so that they never write into a closed one
GRACE_SECONDS = 2


def run(
    host: str,
    port: int,
    threads: int,
    *,
    tasks: Mapping[str, Task] | None = None,
    started: Callable[[int], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then return; to be called in the main thread.

    `tasks` run on the event loop beside the requests, each kept alive by its keeper. `started` is called with
    the port (that which was found, for port 0) once connections are taken. Raises SystemExit when the port is
    taken. The caller has configured Django and the logs.
    """
    raise_file_limit()
    server = Server.of(host, port, threads, tasks or {}, started or _nobody)
    server.run()


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
    def of(
        cls, host: str, port: int, threads: int, tasks: Mapping[str, Task], started: Callable[[int], None]
    ) -> "Server":
        """A server of the whole application."""
        front = Front(threads, tasks)
        server = cls(
            uvicorn.Config(
                observed(front),
                host=host,
                port=port,
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

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, then say on which port."""
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            log.info("web started", host=self.config.host, port=port)
            self.on_started(port)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
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
