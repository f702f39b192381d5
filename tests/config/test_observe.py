"""The outermost layer: request ids, whom it believes, and what it says when everything else has failed."""

import asyncio
import json

import pytest
import structlog

from madoguchi.base.asgi import Receive, Scope, Send, reply
from madoguchi.base.metrics import HTTP_REQUESTS
from madoguchi.config.observe import Observed
from tests.asgi import Call, ask, http_scope

PROXY = "192.0.2.10"


async def show(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with who is asking, and what the log would say."""
    seen = {"client": scope["client"][0], "scheme": scope["scheme"], **structlog.contextvars.get_contextvars()}
    await reply(send, 200, json.dumps(seen).encode(), b"application/json")


def asked(client: str, *headers: tuple[str, str]) -> tuple[Call, dict[str, str]]:
    call = asyncio.run(
        ask(Observed(show, (PROXY, "198.51.100.0/24")), http_scope("/desk/", headers=headers, client=client))
    )
    return call, json.loads(call.body)


def test_every_answer_names_its_request() -> None:
    call, seen = asked("203.0.113.5")
    assert call.headers[b"x-request-id"].decode() == seen["request_id"]
    assert len(seen["request_id"]) == 16


@pytest.mark.parametrize("client", [PROXY, "198.51.100.77"])
def test_a_trusted_proxy_names_the_request_and_the_client(client: str) -> None:
    _call, seen = asked(
        client, ("X-Request-Id", "edge-12345678"), ("X-Forwarded-For", "203.0.113.5"), ("X-Forwarded-Proto", "https")
    )
    assert seen == {"client": "203.0.113.5", "scheme": "https", "request_id": "edge-12345678"}


def test_nobody_else_is_believed() -> None:
    _call, seen = asked(
        "203.0.113.5",
        ("X-Request-Id", "forged-12345678"),
        ("X-Forwarded-For", "10.0.0.1"),
        ("X-Forwarded-Proto", "https"),
    )
    assert (seen["client"], seen["scheme"]) == ("203.0.113.5", "http")
    assert seen["request_id"] != "forged-12345678"


@pytest.mark.parametrize("given", ["short", "with a space in it", "x" * 65, "líne-12345678"])
def test_an_odd_request_id_is_replaced(given: str) -> None:
    _call, seen = asked(PROXY, ("X-Request-Id", given))
    assert seen["request_id"] != given


def test_a_crash_becomes_a_problem_and_is_counted() -> None:
    async def crash(scope: Scope, receive: Receive, send: Send) -> None:
        raise LookupError("lost")

    counter = HTTP_REQUESTS.labels("api", "GET", "500")
    before = counter._value.get()
    call = asyncio.run(ask(Observed(crash, ()), http_scope("/api/v1/conversations")))
    assert call.status == 500
    assert json.loads(call.body)["code"] == "internal_error"
    assert b"lost" not in call.body
    assert counter._value.get() == before + 1


def test_names_of_counters_cannot_be_made_up_from_outside() -> None:
    counter = HTTP_REQUESTS.labels("other", "other", "200")
    before = counter._value.get()
    asyncio.run(ask(Observed(show, ()), http_scope("/no-such-face/", method="BREW")))
    assert counter._value.get() == before + 1


@pytest.mark.parametrize("path", ["/live", "/live/chat/k3y/"])
def test_a_stream_lasts_for_hours_and_is_no_request(path: str) -> None:
    counter = HTTP_REQUESTS.labels("other", "GET", "200")
    before = counter._value.get()
    call = asyncio.run(ask(Observed(show, ()), http_scope(path)))
    assert call.status == 200
    assert b"x-request-id" not in call.headers
    assert counter._value.get() == before
