"""Talks to an ASGI application without a server: every message by hand, so that a test decides who waits."""

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Any

from madoguchi.base.asgi import Application, Message, Scope


def http_scope(
    path: str, *, method: str = "GET", headers: Iterable[tuple[str, str]] = (), client: str = "192.0.2.7"
) -> Scope:
    """The scope of a request as uvicorn makes it; the path may have a query."""
    bare, _mark, query = path.partition("?")
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": bare,
        "raw_path": bare.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": (client, 50_000),
        "server": ("127.0.0.1", 8000),
    }


class Call:
    """One request under way. `give` what the client sends, look at what came, make the reader stop reading."""

    def __init__(self, application: Application, scope: Scope) -> None:
        self._application = application
        self._scope = scope
        self._given: asyncio.Queue[Message] = asyncio.Queue()
        self._reading = asyncio.Event()
        self._reading.set()
        self._arrived = asyncio.Event()
        self.sent: list[Message] = []
        self.task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Call":
        self.task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_error: Any) -> None:
        assert self.task
        self.leave()
        self._reading.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait_for(self.task, 5)

    async def _run(self) -> None:
        await self._application(self._scope, self._given.get, self._send)

    async def _send(self, message: Message) -> None:
        await self._reading.wait()
        self.sent.append(message)
        self._arrived.set()

    def give(self, body: bytes, *, more: bool = False) -> None:
        """A piece of the request's body."""
        self._given.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def leave(self) -> None:
        """The client goes away."""
        self._given.put_nowait({"type": "http.disconnect"})

    def stop_reading(self) -> None:
        """From now on the server's writes wait."""
        self._reading.clear()

    def read_again(self) -> None:
        """The reader is back."""
        self._reading.set()

    async def until(self, text: bytes) -> None:
        """Wait until `text` has come."""
        async with asyncio.timeout(5):
            while text not in self.body:
                self._arrived.clear()
                await self._arrived.wait()

    async def done(self) -> "Call":
        """Wait for the end of the answer."""
        assert self.task
        await asyncio.wait_for(asyncio.shield(self.task), 5)
        return self

    @property
    def status(self) -> int:
        """The status that came; 0 while none has."""
        return int(self.sent[0]["status"]) if self.sent else 0

    @property
    def headers(self) -> dict[bytes, bytes]:
        """The headers that came."""
        return dict(self.sent[0]["headers"])

    @property
    def body(self) -> bytes:
        """What has come of the body."""
        return b"".join(message["body"] for message in self.sent[1:])

    @property
    def is_whole(self) -> bool:
        """Whether the server said that this is all."""
        return bool(self.sent) and self.sent[-1].get("more_body") is False


async def ask(application: Application, scope: Scope, body: bytes = b"") -> Call:
    """One request with its whole body, and the whole answer."""
    call = Call(application, scope)
    async with call:
        call.give(body)
        await call.done()
    return call
