"""Live streams through a real server and real notifications of PostgreSQL."""

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator

import psycopg
import uvicorn

from madoguchi.base.asgi import Receive, Scope, Send
from madoguchi.base.live import CHANNEL
from madoguchi.config.lifespan import Lifespan
from madoguchi.faces.live.hub import Hub
from madoguchi.faces.live.seats import Seat

# Notifications go to everybody on this database: a run beside this one has another process.
WORKSPACE = os.getpid()
SEAT = Seat(workspace_id=WORKSPACE, person_id=7, user_id=70, session_key="aoi", inbox_ids=None)


def database() -> str:
    return os.environ["TEST_SERVER_URL"]


async def connect() -> psycopg.AsyncConnection[tuple[object, ...]]:
    return await psycopg.AsyncConnection.connect(database(), autocommit=True, application_name=f"hub-{WORKSPACE}")


async def authenticate(_scope: Scope) -> Seat | None:
    return SEAT


async def find_dead(_seats: list[Seat]) -> set[Seat]:
    return set()


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[tuple[Hub, int]]:
    hub = Hub(connect, authenticate, find_dead)
    lifespan = Lifespan(hub.tasks(), lambda: None)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await (lifespan if scope["type"] == "lifespan" else hub)(scope, receive, send)

    server = uvicorn.Server(
        uvicorn.Config(application, port=0, log_config=None, ws="none", timeout_graceful_shutdown=2)
    )
    task = asyncio.create_task(server._serve())
    async with asyncio.timeout(10):
        while not (server.started and hub.is_listening):  # noqa: ASYNC110  a real server
            await asyncio.sleep(0.01)
    try:
        yield hub, server.servers[0].sockets[0].getsockname()[1]
    finally:
        hub.close()
        server.should_exit = True
        await task


@contextlib.asynccontextmanager
async def reading(port: int) -> AsyncIterator[asyncio.StreamReader]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try:
        await until(reader, b"event: hello\n")
        yield reader
    finally:
        writer.close()


async def until(reader: asyncio.StreamReader, text: bytes) -> None:
    await asyncio.wait_for(reader.readuntil(text), 10)


async def notify(*names: str) -> None:
    async with await connect() as connection:
        payload = json.dumps({"w": WORKSPACE, "n": names})
        await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


async def cut_the_listener() -> None:
    async with await psycopg.AsyncConnection.connect(database(), autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
            [f"hub-{WORKSPACE}"],
        )


def test_a_notification_reaches_an_open_stream() -> None:
    async def scenario() -> None:
        async with serving() as (_hub, port), reading(port) as reader:
            await notify("conversation:42@3")
            await until(reader, b'event: changed\ndata: ["conversation:42"]\n\n')

    asyncio.run(scenario())


def test_after_a_lost_connection_every_page_is_asked_to_look_again() -> None:
    async def scenario() -> None:
        async with serving() as (hub, port), reading(port) as reader:
            await cut_the_listener()
            await until(reader, b"event: hello\n")
            assert hub.is_listening
            await notify("tags")
            await until(reader, b'["tags"]')

    asyncio.run(scenario())


def test_a_stream_ends_for_its_reader_when_the_seat_is_revoked() -> None:
    async def scenario() -> None:
        async with serving() as (hub, port), reading(port) as reader:
            await notify(f"session:{SEAT.session_name}")
            await until(reader, b"0\r\n\r\n")
            assert hub.seats_in(WORKSPACE) == set()

    asyncio.run(scenario())


def test_a_reader_that_leaves_is_forgotten() -> None:
    async def scenario() -> None:
        async with serving() as (hub, port):
            async with reading(port):
                assert hub.seats_in(WORKSPACE) == {SEAT}
            async with asyncio.timeout(5):
                while hub.seats_in(WORKSPACE):  # noqa: ASYNC110  a real connection
                    await asyncio.sleep(0.01)

    asyncio.run(scenario())


def test_the_server_stops_with_streams_open() -> None:
    async def scenario() -> None:
        async with contextlib.AsyncExitStack() as held:
            async with serving() as (hub, port):
                readers = [await held.enter_async_context(reading(port)) for _ in range(2)]
                hub.close()
            for reader in readers:
                await until(reader, b"0\r\n\r\n")

    asyncio.run(scenario())


def test_a_sign_of_presence_reaches_those_who_are_there() -> None:
    async def scenario() -> None:
        async with serving() as (_hub, port), reading(port) as reader:
            await notify("beat:42@3:8:a:1:", "beat:43@3:7:b:1:")
            await until(reader, b'event: changed\ndata: ["presence:43"]\n\n')
            await notify("beat:43@3:8:a:2:reply")
            await until(reader, b'event: changed\ndata: ["presence:43"]\n\n')

    asyncio.run(scenario())
