"""Takes a request body off the wire before a thread is spent on it; large ones go to disk."""

import asyncio
import tempfile
from io import BytesIO
from typing import IO

from madoguchi.base.asgi import Receive, Scope, header
from madoguchi.base.troubles import trouble_of

MIB = 1 << 20
IN_MEMORY = 256 * 1024
IDLE_SECONDS = 30.0


class Unreadable(Exception):
    """The body is refused: HTTP status, code for programs, text for people."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail


class Gone(Exception):
    """The client left before its request was whole."""


class Spool:
    """Reads bodies of at most `limit` bytes each and `budget` bytes at once over all requests."""

    def __init__(self, limit: int = 64 * MIB, budget: int = 1024 * MIB) -> None:
        self.limit = limit
        self.budget = budget
        self.held = 0

    async def read(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], int]:
        """The body from its start, and its size in bytes; raises Unreadable or Gone.

        A declared length over the limit is refused before a byte is read.
        """
        declared = header(scope, b"content-length")
        if not declared and not header(scope, b"transfer-encoding"):
            return BytesIO(), 0
        if declared and int(declared) > self.limit:
            raise self._too_large()
        if declared and int(declared) <= IN_MEMORY:
            return await self._read_into(BytesIO(), receive)
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed by the bridge
        try:
            return await self._read_into(file, receive)
        except BaseException:
            file.close()
            raise

    async def _read_into(self, file: IO[bytes], receive: Receive) -> tuple[IO[bytes], int]:
        size = 0
        clock = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(IDLE_SECONDS) as patience:
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Gone
                    chunk = message.get("body", b"")
                    more = message.get("more_body", False)
                    size += len(chunk)
                    self.held += len(chunk)
                    self._check(size)
                    _keep(file, chunk)
                    patience.reschedule(clock() + IDLE_SECONDS)
        except TimeoutError:
            raise Unreadable(408, "body_too_slow", f"No bytes of the body for {IDLE_SECONDS:.0f} s.") from None
        finally:
            self.held -= size
        file.seek(0)
        return file, size

    def _check(self, size: int) -> None:
        if size > self.limit:
            raise self._too_large()
        if self.held > self.budget:
            raise Unreadable(503, "busy", "Too many uploads at once. Try again in a moment.")

    def _too_large(self) -> Unreadable:
        return Unreadable(413, "body_too_large", f"The body may have {self.limit // MIB} MiB at most.")


def _keep(file: IO[bytes], chunk: bytes) -> None:
    try:
        file.write(chunk)
    except OSError as error:
        if trouble_of(error) != "disk_full":
            raise
        raise Unreadable(503, "disk_full", "There is no room for this just now. Try again later.") from error
