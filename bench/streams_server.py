"""The serving side of bench/streams.py: the hub behind uvicorn, or a writer with nothing in it."""

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn, cast

import psutil
import uvicorn
import uvloop

from bench.report import raise_file_limit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")

from madoguchi.base.asgi import Scope
from madoguchi.faces.live.hub import Hub
from madoguchi.faces.live.seats import Seat

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
HELLO = b"event: hello\ndata: {}\n\n"
Tell = Callable[[int], None]


async def hub() -> tuple[int, Tell]:
    """Every stream has a seat of its own; a hundred different sets of inboxes."""
    seats = iter(range(1, 1_000_000))

    async def authenticate(_scope: Scope) -> Seat | None:
        number = next(seats)
        inboxes = None if number % 2 else frozenset({1, number % 100})
        return Seat(1, number, number, f"session-{number}", inboxes)

    async def find_dead(_seats: list[Seat]) -> set[Seat]:
        return set()

    async def connect() -> NoReturn:
        await asyncio.Event().wait()
        raise OSError

    made = Hub(connect, authenticate, find_dead)
    server = uvicorn.Server(
        uvicorn.Config(
            made,
            port=0,
            lifespan="off",
            log_config=None,
            access_log=False,
            ws="none",
            proxy_headers=False,
            server_header=False,
        )
    )
    KEPT.append(asyncio.ensure_future(server._serve()))  # noqa: SLF001  serve() takes the signals
    KEPT.extend(asyncio.ensure_future(task()) for task in made.tasks().values())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return server.servers[0].sockets[0].getsockname()[1], lambda number: made.hear(
        json.dumps({"w": 1, "n": [f"round:{number}@1"]})
    )


class Bare(asyncio.Protocol):
    """Answers the request, then is written to."""

    def __init__(self, transports: list[asyncio.Transport]) -> None:
        self._transports = transports

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._transport.write(HEAD + b"%x\r\n%s\r\n" % (len(HELLO), HELLO))
        self._transports.append(self._transport)


async def bare() -> tuple[int, Tell]:
    transports: list[asyncio.Transport] = []
    server = await asyncio.get_running_loop().create_server(lambda: Bare(transports), "127.0.0.1", 0)
    KEPT.append(server)

    def tell(number: int) -> None:
        frame = b'event: changed\ndata: ["round:%d"]\n\n' % number
        chunk = b"%x\r\n%s\r\n" % (len(frame), frame)
        for transport in transports:
            transport.write(chunk)

    return server.sockets[0].getsockname()[1], tell


KEPT: list[Any] = []
KINDS: dict[str, Callable[[], Awaitable[tuple[int, Tell]]]] = {"hub": hub, "bare": bare}


async def serve(kind: str) -> None:
    port, tell = await KINDS[kind]()
    commands = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    print(json.dumps({"port": port}), flush=True)
    while line := await commands.readline():
        command = json.loads(line)
        if command["do"] == "tell":
            at = time.perf_counter()
            tell(command["round"])
            print(json.dumps({"at": at}), flush=True)
        else:
            gc.collect()
            print(json.dumps({"bytes": psutil.Process().memory_info().rss}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    raise_file_limit()
    uvloop.run(serve(sys.argv[1]))
