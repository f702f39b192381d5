"""ASGI in front, Django's WSGI handler behind, a fixed pool of threads between them.

Django's own ASGI handler starts two threads a request and is several times slower (STACK: measured); here a
request costs one hop to a thread that already has its database connection. The body is read before a thread
is taken and the answer is sent after it was given back, so that slow clients cost memory, not threads.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from functools import partial
from typing import IO, Any

import structlog

from madoguchi.base.asgi import PROBLEM, Headers, Receive, Scope, Send, problem, start_reply
from madoguchi.base.metrics import HTTP_INSIDE
from madoguchi.config.environ import Environ, environ_of
from madoguchi.config.sending import (
    WHOLE,
    Answer,
    FileWrapper,
    Relay,
    head_of,
    send_answer,
    until_gone,
    with_length,
)
from madoguchi.config.spool import Gone, Spool, Unreadable
from madoguchi.config.threads import Full, Pool

log = structlog.get_logger(__name__)

WsgiApplication = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
RETRY_AFTER = (b"retry-after", b"1")
LINGER_SECONDS = 2.0


class Bridge:
    """An ASGI application that answers with a WSGI one."""

    def __init__(self, application: WsgiApplication, pool: Pool, spool: Spool) -> None:
        self._application = application
        self._pool = pool
        self._spool = spool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if self._pool.inside >= self._pool.capacity:
                raise Full
            body, size = await self._spool.read(scope, receive)
            environ = environ_of(scope, body, size)
            with HTTP_INSIDE.track_inprogress():
                answer = await self._run(partial(self._respond, environ, body, Relay(receive, send)), receive)
        except Gone:
            return
        except Unreadable as error:
            await _refuse(receive, send, error)
            return
        except Full:
            await _refuse(receive, send, Unreadable(503, "busy", "Too many requests wait. Try again in a moment."))
            return
        scope["madoguchi.route"] = environ.get("madoguchi.route", "")
        if answer:
            await send_answer(answer, receive, send)

    async def _run(self, call: Callable[[], Answer | None], receive: Receive) -> Answer | None:
        """The answer; raises Full, and Gone when the client leaves while its request waits for a thread."""
        if not self._pool.is_busy:
            return await self._pool.run(call)
        work = asyncio.ensure_future(self._pool.run(call))
        gone = asyncio.ensure_future(until_gone(receive))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise Gone
            return await work
        finally:
            gone.cancel()
            work.cancel()  # drops it where it still waits; one that has begun runs to its end

    def _respond(self, environ: Environ, body: IO[bytes], relay: Relay) -> Answer | None:
        """In the thread: run Django. None: the response streamed itself through the relay."""
        with contextlib.closing(body):
            head: list[Any] = []
            response = self._application(environ, lambda *arguments: head.extend(arguments))
            status, headers = head_of(head[0], head[1])
            if isinstance(response, FileWrapper):
                return _file_answer(status, headers, response, wanted=environ["REQUEST_METHOD"] != "HEAD")
            with contextlib.closing(response):  # type: ignore[type-var]  # Django's responses have close()
                if getattr(response, "streaming", False):
                    relay.stream(status, headers, response)
                    return None
                whole = b"".join(response)
            return Answer(status, with_length(status, headers, len(whole)), whole)


def _file_answer(status: int, headers: Headers, file: FileWrapper, *, wanted: bool) -> Answer:
    first = file.read_up_to(WHOLE)
    if wanted and len(first) == WHOLE:
        return Answer(status, headers, first, file)
    file.close()
    return Answer(status, with_length(status, headers, len(first)), first)


async def _refuse(receive: Receive, send: Send, error: Unreadable) -> None:
    """Answer, then swallow for a moment what is still coming: closing at once would reset the connection,
    and the client would never read why."""
    content = problem(error.status, error.code, error.detail)
    extra = [(b"connection", b"close")]
    if error.status == 503:
        extra.append(RETRY_AFTER)
    await start_reply(send, error.status, len(content), PROBLEM, *extra)
    await send({"type": "http.response.body", "body": content, "more_body": True})
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while (await receive()).get("more_body", False):  # a disconnect has none either
                pass
    await send({"type": "http.response.body", "body": b"", "more_body": False})
