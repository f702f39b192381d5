"""The bridge between ASGI and Django: bodies, headers, leaving clients, full queues, slow readers."""

import asyncio
import contextvars
import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from prometheus_client import REGISTRY

from madoguchi.config.bridge import Bridge
from madoguchi.config.environ import Environ
from madoguchi.config.sending import WHOLE
from madoguchi.config.spool import MIB, Spool
from madoguchi.config.threads import Pool
from tests.asgi import Call, ask, http_scope

Start = Callable[[str, list[tuple[str, str]]], Any]


class Pieces(list[bytes]):
    """A response as Django gives it: can be closed, and may say that it streams."""

    streaming = False
    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(2, backlog=2)
    yield made
    made.close()


def show(environ: Environ, start: Start) -> Iterable[bytes]:
    """Answers with what it was asked."""
    seen = {key: value for key, value in environ.items() if isinstance(value, str)}
    seen["body"] = environ["wsgi.input"].read().decode()
    start("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return Pieces([json.dumps(seen).encode()])


def asked(pool: Pool, path: str, body: bytes = b"", **scope: Any) -> dict[str, str]:
    call = asyncio.run(ask(Bridge(show, pool, Spool()), http_scope(path, **scope), body))
    seen: dict[str, str] = json.loads(call.body)
    return seen


def test_a_request_arrives_as_wsgi_wants_it(pool: Pool) -> None:
    seen = asked(
        pool,
        "/desk/%E5%8F%97%E4%BF%A1?q=%E5%B1%B1",
        b"text",
        method="POST",
        headers=[("Host", "desk.example.jp"), ("Content-Type", "text/plain"), ("Content-Length", "4")],
    )
    assert seen["REQUEST_METHOD"] == "POST"
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/desk/受信"
    assert seen["QUERY_STRING"] == "q=%E5%B1%B1"
    assert seen["HTTP_HOST"] == "desk.example.jp"
    assert (seen["CONTENT_TYPE"], seen["CONTENT_LENGTH"], seen["body"]) == ("text/plain", "4", "text")
    assert seen["REMOTE_ADDR"] == "192.0.2.7"


def test_a_chunked_body_has_its_true_length(pool: Pool) -> None:
    seen = asked(pool, "/", b"12345", method="POST", headers=[("Transfer-Encoding", "chunked")])
    assert (seen["CONTENT_LENGTH"], seen["body"]) == ("5", "12345")


def test_headers_of_one_name_are_joined(pool: Pool) -> None:
    seen = asked(pool, "/", headers=[("Cookie", "a=1"), ("Cookie", "b=2"), ("Accept", "x"), ("Accept", "y")])
    assert seen["HTTP_COOKIE"] == "a=1; b=2"
    assert seen["HTTP_ACCEPT"] == "x,y"


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Proxy"])
def test_claims_about_the_client_stay_outside(pool: Pool, name: str) -> None:
    seen = asked(pool, "/", headers=[(name, "198.51.100.1")])
    assert "198.51.100.1" not in seen.values()


def test_an_underscore_cannot_pass_for_a_hyphen(pool: Pool) -> None:
    seen = asked(pool, "/", headers=[("X_Request_Id", "forged"), ("X-Request-Id", "true")])
    assert seen["HTTP_X_REQUEST_ID"] == "true"


def test_every_header_of_the_answer_goes_out_with_a_length(pool: Pool) -> None:
    call = asyncio.run(ask(Bridge(show, pool, Spool()), http_scope("/")))
    headers = call.sent[0]["headers"]
    assert [value for name, value in headers if name == b"set-cookie"] == [b"a=1", b"b=2"]
    assert call.headers[b"content-length"] == str(len(call.body)).encode()
    assert call.is_whole


def test_a_declared_length_over_the_limit_is_refused_unread(pool: Pool) -> None:
    async def scenario() -> Call:
        scope = http_scope("/", method="POST", headers=[("Content-Length", str(3 * MIB))])
        async with Call(Bridge(show, pool, Spool(limit=2 * MIB)), scope) as call:
            await call.until(b"body_too_large")
            call.give(b"x" * MIB, more=True)  # swallowed, so that the client gets to read the answer
            call.give(b"x" * MIB)
            await call.done()
        return call

    call = asyncio.run(scenario())
    assert call.status == 413
    assert call.headers[b"content-type"] == b"application/problem+json"
    assert call.headers[b"connection"] == b"close"
    assert json.loads(call.body)["status"] == 413


def test_a_chunked_body_is_refused_at_the_limit(pool: Pool) -> None:
    async def scenario() -> Call:
        scope = http_scope("/", method="POST", headers=[("Transfer-Encoding", "chunked")])
        async with Call(Bridge(show, pool, Spool(limit=2 * MIB)), scope) as call:
            for _ in range(3):
                call.give(b"x" * MIB, more=True)
            await call.until(b"body_too_large")
        return call

    assert asyncio.run(scenario()).status == 413


def test_uploads_at_once_have_a_budget(pool: Pool) -> None:
    spool = Spool(limit=4 * MIB, budget=3 * MIB)

    async def scenario() -> tuple[int, int]:
        scope = http_scope("/", method="POST", headers=[("Content-Length", str(3 * MIB))])
        async with Call(Bridge(show, pool, spool), scope) as first:
            first.give(b"x" * 2 * MIB, more=True)
            await asyncio.sleep(0)
            async with Call(Bridge(show, pool, spool), dict(scope)) as second:
                second.give(b"x" * 2 * MIB, more=True)
                await second.until(b"busy")
            first.give(b"x" * MIB)
            await first.done()
        return first.status, second.status

    assert asyncio.run(scenario()) == (200, 503)
    assert spool.held == 0


def test_a_client_that_leaves_within_its_body_costs_no_thread(pool: Pool) -> None:
    ran: list[Environ] = []

    def application(environ: Environ, start: Start) -> Iterable[bytes]:
        ran.append(environ)
        return show(environ, start)

    async def scenario() -> Call:
        scope = http_scope("/", method="POST", headers=[("Content-Length", "10")])
        async with Call(Bridge(application, pool, Spool()), scope) as call:
            call.give(b"123", more=True)
            call.leave()
            await call.done()
        return call

    assert asyncio.run(scenario()).sent == []
    assert ran == []


class Gate:
    """An application whose requests wait inside until it is opened."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.inside = threading.Semaphore(0)
        self.ran: list[str] = []

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        self.ran.append(environ["PATH_INFO"])
        self.inside.release()
        self.open.wait(5)
        return show(environ, start)


def test_a_full_queue_answers_503_and_when_to_come_again(pool: Pool) -> None:
    gate = Gate()

    async def scenario() -> tuple[Call, list[Call]]:
        bridge = Bridge(gate, pool, Spool())
        inside = [Call(bridge, http_scope(f"/{number}")) for number in range(pool.capacity)]
        for call in inside:
            await call.__aenter__()
        await asyncio.sleep(0)
        refused = await ask(bridge, http_scope("/refused"))
        assert inside_now() == pool.capacity
        gate.open.set()
        for call in inside:
            await call.done()
        return refused, inside

    refused, inside = asyncio.run(scenario())
    assert refused.status == 503
    assert refused.headers[b"retry-after"] == b"1"
    assert [call.status for call in inside] == [200] * pool.capacity
    assert "/refused" not in gate.ran
    assert pool.inside == 0
    assert inside_now() == 0


def inside_now() -> float | None:
    """The figure of the requests inside."""
    return REGISTRY.get_sample_value("madoguchi_http_inside")


def test_a_client_that_leaves_the_queue_is_not_served(pool: Pool) -> None:
    gate = Gate()

    async def scenario() -> None:
        bridge = Bridge(gate, pool, Spool())
        async with (
            Call(bridge, http_scope("/a")) as first,
            Call(bridge, http_scope("/b")) as second,
            Call(bridge, http_scope("/gone")) as third,
        ):
            await asyncio.to_thread(lambda: (gate.inside.acquire(), gate.inside.acquire()))
            third.leave()
            await third.done()
            gate.open.set()
            await first.done()
            await second.done()

    asyncio.run(scenario())
    assert sorted(gate.ran) == ["/a", "/b"]


def test_what_a_request_sets_in_its_context_ends_with_it(pool: Pool) -> None:
    language: contextvars.ContextVar[str] = contextvars.ContextVar("language", default="none")
    seen: list[str] = []

    def application(environ: Environ, start: Start) -> Iterable[bytes]:
        seen.append(language.get())
        language.set("ja")
        return show(environ, start)

    async def scenario() -> None:
        for _ in range(6):
            await ask(Bridge(application, pool, Spool()), http_scope("/"))

    asyncio.run(scenario())
    assert seen == ["none"] * 6


def test_the_response_is_closed_in_its_thread(pool: Pool) -> None:
    closed_in: list[str] = []

    class Response(Pieces):
        def close(self) -> None:
            closed_in.append(threading.current_thread().name)

    def application(environ: Environ, start: Start) -> Iterable[bytes]:
        start("204 No Content", [("Content-Length", "0")])
        return Response()

    call = asyncio.run(ask(Bridge(application, pool, Spool()), http_scope("/")))
    assert call.status == 204
    assert b"content-length" not in call.headers
    assert [name[:7] for name in closed_in] == ["django-"]


def test_a_failing_application_fails_the_request(pool: Pool) -> None:
    def application(environ: Environ, start: Start) -> Iterable[bytes]:
        raise LookupError("lost")

    with pytest.raises(LookupError):
        asyncio.run(ask(Bridge(application, pool, Spool()), http_scope("/")))
    assert pool.inside == 0


def file_application(content: io.BytesIO) -> Callable[[Environ, Start], Iterable[bytes]]:
    def application(environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", str(len(content.getvalue())))])
        wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](content, 4096)
        return wrapped

    return application


def test_a_slow_download_holds_no_thread(pool: Pool) -> None:
    content = io.BytesIO(bytes(3 * WHOLE))

    async def scenario() -> Call:
        async with Call(Bridge(file_application(content), pool, Spool()), http_scope("/file")) as call:
            await call.until(bytes(WHOLE))
            call.stop_reading()
            assert pool.inside == 0
            call.read_again()
            await call.done()
        return call

    size = len(asyncio.run(scenario()).body)
    assert size == 3 * WHOLE
    assert content.closed


def test_the_head_of_a_file_does_not_read_it_all(pool: Pool) -> None:
    content = io.BytesIO(bytes(3 * WHOLE))
    size = str(len(content.getvalue())).encode()
    call = asyncio.run(ask(Bridge(file_application(content), pool, Spool()), http_scope("/file", method="HEAD")))
    assert call.headers[b"content-length"] == size
    assert content.closed


def endless(made: list[int], closed: threading.Event) -> Callable[[Environ, Start], Iterable[bytes]]:
    class Endless(Pieces):
        streaming = True

        def __iter__(self) -> Iterator[bytes]:
            while True:
                made.append(1)
                yield b"piece"

        def close(self) -> None:
            closed.set()

    def application(environ: Environ, start: Start) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/csv")])
        return Endless()

    return application


def test_a_streaming_response_goes_at_the_pace_of_its_reader_and_ends_with_it(pool: Pool) -> None:
    made: list[int] = []
    closed = threading.Event()

    async def scenario() -> Call:
        async with Call(Bridge(endless(made, closed), pool, Spool()), http_scope("/export")) as call:
            await call.until(b"piece")
            call.stop_reading()
            before = len(made)
            await asyncio.to_thread(closed.wait, 0.05)
            assert len(made) <= before + 2
            call.leave()
            call.read_again()
            assert await asyncio.to_thread(closed.wait, 5)
        return call

    call = asyncio.run(scenario())
    assert call.status == 200
    assert b"content-length" not in call.headers
