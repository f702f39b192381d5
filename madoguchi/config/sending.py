"""How an answer made in a thread goes out on the event loop: whole, as a file, or piece by piece."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from madoguchi.base.asgi import Headers, Receive, Send

WHOLE = 256 * 1024
STALLED_SECONDS = 60.0
NO_BODY = frozenset({204, 304})
HOP_BY_HOP = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"upgrade"})


class FileWrapper:
    """`wsgi.file_wrapper`: marks a file that can be read without the thread that opened it."""

    def __init__(self, file: Any, block_size: int = WHOLE) -> None:
        self.file = file

    def read_up_to(self, size: int) -> bytes:
        """At most `size` bytes; fewer only at the end of the file."""
        parts, missing = [], size
        while missing > 0 and (part := self.file.read(missing)):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close the file; Django hangs the end of the response on it."""
        self.file.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and the body: `first` alone, or `first` and then what is left in `rest`."""

    status: int
    headers: Headers
    first: bytes
    rest: FileWrapper | None = None


def head_of(status: str, headers: Iterable[tuple[str, str]]) -> tuple[int, Headers]:
    """A WSGI head as ASGI wants it: Latin-1 bytes, lower-case names, nothing hop-by-hop."""
    code = int(status[:3])
    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    dropped = HOP_BY_HOP | {b"content-length"} if code in NO_BODY else HOP_BY_HOP
    return code, [pair for pair in pairs if pair[0] not in dropped]


def with_length(status: int, headers: Headers, length: int) -> Headers:
    """The headers with a Content-Length, unless they have one or the status forbids it."""
    if status in NO_BODY or any(name == b"content-length" for name, _value in headers):
        return headers
    return [*headers, (b"content-length", str(length).encode())]


async def send_answer(answer: Answer, receive: Receive, send: Send) -> None:
    """Send an answer; a large file is read here, so that a slow client holds no thread of Django's."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    rest = answer.rest
    await send({"type": "http.response.body", "body": answer.first, "more_body": rest is not None})
    if rest is None:
        return
    watch = Watch(receive)
    try:
        async with asyncio.timeout(STALLED_SECONDS) as patience:
            while not watch.gone and (block := await asyncio.to_thread(rest.read_up_to, WHOLE)):
                await send({"type": "http.response.body", "body": block, "more_body": True})
                patience.reschedule(asyncio.get_running_loop().time() + STALLED_SECONDS)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        watch.stop()
        await asyncio.to_thread(rest.close)


class Watch:
    """Sees the client leave while a long answer is on its way."""

    def __init__(self, receive: Receive) -> None:
        self._task = asyncio.ensure_future(until_gone(receive))

    @property
    def gone(self) -> bool:
        """Whether nobody is there any more."""
        return self._task.done()

    def stop(self) -> None:
        """The answer is out."""
        self._task.cancel()


async def until_gone(receive: Receive) -> None:
    """Return when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Relay:
    """Lets a thread send a response piece by piece, at the client's pace."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._loop = asyncio.get_running_loop()
        self._receive = receive
        self._send = send
        self._watch: Watch | None = None

    def stream(self, status: int, headers: Headers, pieces: Iterable[bytes]) -> None:
        """Called in the thread: send all pieces; ends early when the client has left.

        Raises TimeoutError when the client takes nothing for STALLED_SECONDS.
        """
        self._wait(self._begin(status, headers))
        try:
            for piece in pieces:
                if self._watch is None or self._watch.gone:
                    return
                self._wait(self._send({"type": "http.response.body", "body": piece, "more_body": True}))
            self._wait(self._send({"type": "http.response.body", "body": b"", "more_body": False}))
        finally:
            self._loop.call_soon_threadsafe(self._end)

    async def _begin(self, status: int, headers: Headers) -> None:
        self._watch = Watch(self._receive)
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    def _end(self) -> None:
        if self._watch:
            self._watch.stop()

    def _wait(self, step: Any) -> None:
        future = asyncio.run_coroutine_threadsafe(step, self._loop)
        try:
            future.result(STALLED_SECONDS)
        finally:
            future.cancel()
