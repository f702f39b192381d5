"""The ASGI types, and small answers given without Django (https://asgi.readthedocs.io/en/latest/specs/www.html)."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


def header(scope: Scope, name: bytes) -> bytes:
    """The first value of a request header (name in lower case); b"" if it was not sent."""
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return b""


async def reply(send: Send, status: int, body: bytes, content_type: bytes, *extra: tuple[bytes, bytes]) -> None:
    """One whole answer."""
    await start_reply(send, status, len(body), content_type, *extra)
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def start_reply(send: Send, status: int, length: int, content_type: bytes, *extra: tuple[bytes, bytes]) -> None:
    """The head of an answer whose body has `length` bytes; never cached, never sniffed."""
    headers = [
        (b"content-type", content_type),
        (b"content-length", str(length).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *extra,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})


PROBLEM = b"application/problem+json"


def problem(status: int, code: str, detail: str) -> bytes:
    """The body of a refusal (RFC 9457): `code` for programs, `detail` for the person who reads the log."""
    title = HTTPStatus(status).phrase
    return json.dumps(
        {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}
    ).encode()


async def refuse(send: Send, status: int, code: str, detail: str, *extra: tuple[bytes, bytes]) -> None:
    """Answer with a problem+json body."""
    await reply(send, status, problem(status, code, detail), PROBLEM, *extra)
