"""The smallest HTTP/1.1 client that keeps its connections: what a load generator costs is taken from the server."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.report import percentile


@dataclass(frozen=True, slots=True)
class Request:
    """One request, whole; `body` is JSON."""

    method: str
    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def wire(self, host: str) -> bytes:
        """As it goes out."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(slots=True)
class Answer:
    """Status, headers in lower case, body, and seconds from the first byte out to the last byte in."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


@dataclass(slots=True)
class Run:
    """What came of a run of requests."""

    seconds: float = 0.0
    answers: list[Answer] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.seconds if self.seconds else 0.0

    def ms(self, share: float) -> float:
        """The percentile of the answer times."""
        return percentile([answer.seconds for answer in self.answers], share) * 1000

    def header(self, name: str, share: float) -> float:
        """The percentile of a number that a header carries; 0 where it is missing."""
        values = [float(answer.headers[name]) for answer in self.answers if name in answer.headers]
        return percentile(values, share)

    def refused(self) -> dict[int, int]:
        """Statuses of 400 and more, counted."""
        counts: dict[int, int] = {}
        for answer in self.answers:
            if answer.status >= 400:
                counts[answer.status] = counts.get(answer.status, 0) + 1
        return counts


class Connection:
    """One keep-alive connection."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: Request) -> Answer:
        """Send, and read the whole answer."""
        if self._reader is None or self._writer is None or self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port, limit=1 << 24)
        began = time.perf_counter()
        self._writer.write(request.wire(f"{self._host}:{self._port}"))
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _colon, value in (line.partition(":") for line in head[1:] if line)
        }
        if headers.get("transfer-encoding") == "chunked":
            body = await self._chunks(self._reader)
        else:
            body = await self._reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(head[0].split()[1]), headers, body, time.perf_counter() - began)

    @staticmethod
    async def _chunks(reader: asyncio.StreamReader) -> bytes:
        parts = []
        while size := int(await reader.readline(), 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        """Let go."""
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None


async def load(address: tuple[str, int], make: Callable[[int], Request], *, count: int, connections: int) -> Run:
    """Ask `count` requests made by their number, over so many connections at once."""
    run = Run()
    numbers = iter(range(count))

    async def work() -> None:
        connection = Connection(*address)
        for number in numbers:
            run.answers.append(await connection.ask(make(number)))
        connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    run.seconds = time.perf_counter() - began
    return run
