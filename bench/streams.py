"""Live streams: memory of each, and how long a change takes to reach all of them, beside a bare asyncio writer.

The server is a process of its own, the readers are this one. A round: one name for everybody, taken in by the
hub; the delay of a reader is from there to the arrival of the frame. The bare writer has the same readers and
the same frame and does nothing but `transport.write` in a loop. Rounds of both alternate.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from typing import Any, cast

import uvloop

from bench.report import Report, percentile, raise_file_limit

NAME = re.compile(rb'"round:(\d+)"')
REQUEST = b"GET /live HTTP/1.1\r\nHost: localhost\r\nCookie: madoguchi_session=0123456789abcdef\r\n\r\n"


class Reader(asyncio.Protocol):
    """One reader: notes when each round arrived."""

    def __init__(self, arrivals: dict[int, list[float]], ready: asyncio.Semaphore) -> None:
        self._arrivals = arrivals
        self._ready = ready
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast(asyncio.Transport, transport).write(REQUEST)

    def data_received(self, data: bytes) -> None:
        if not self._greeted and b"hello" in data:
            self._greeted = True
            self._ready.release()
        for found in NAME.finditer(data):
            self._arrivals[int(found[1])].append(time.perf_counter())


class Server:
    """The server's process; obeys lines on its standard input."""

    def __init__(self, kind: str, process: asyncio.subprocess.Process) -> None:
        self.kind = kind
        self.arrivals: dict[int, list[float]] = {}
        self._process = process
        self.port = 0

    @classmethod
    async def start(cls, kind: str) -> "Server":
        """`kind` is "hub" or "bare"."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.streams_server", kind),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        server = cls(kind, process)
        server.port = (await server._answer())["port"]
        return server

    async def ask(self, **command: Any) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        return await self._answer()

    async def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = await self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def connect(self, count: int) -> None:
        """Open `count` streams and wait until each has been greeted."""
        ready = asyncio.Semaphore(0)
        loop = asyncio.get_running_loop()
        for number in range(count):
            await loop.create_connection(lambda: Reader(self.arrivals, ready), "127.0.0.1", self.port)
            if number % 100 == 99:
                for _ in range(100):
                    await ready.acquire()

    async def round(self, number: int, count: int) -> list[float]:
        """One change told to all; the delays in seconds."""
        got = self.arrivals[number] = []
        began = (await self.ask(do="tell", round=number))["at"]
        async with asyncio.timeout(30):
            while len(got) < count:  # noqa: ASYNC110  thousands of readers set no event each
                await asyncio.sleep(0.01)
        return [arrived - began for arrived in got]

    async def stop(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()


async def measure(count: int, rounds: int, report: Report) -> None:
    servers = [await Server.start("bare"), await Server.start("hub")]
    memory = {}
    for server in servers:
        before = (await server.ask(do="memory"))["bytes"]
        await server.connect(count)
        memory[server.kind] = ((await server.ask(do="memory"))["bytes"] - before) / count / 1024
    delays: dict[str, list[float]] = {"bare": [], "hub": []}
    worst: dict[str, list[float]] = {"bare": [], "hub": []}
    for number in range(rounds + 2):
        for server in servers:
            took = await server.round(number, count)
            if number >= 2:  # the first two warm up
                delays[server.kind] += took
                worst[server.kind].append(max(took))
            await asyncio.sleep(0.1)
    reference = percentile(worst["bare"], 0.5)
    for kind in ("bare", "hub"):
        report.add(
            what="bare asyncio writer" if kind == "bare" else "the hub on uvicorn",
            streams=count,
            kib_each=memory[kind],
            p50_ms=percentile(delays[kind], 0.5) * 1000,
            p99_ms=percentile(delays[kind], 0.99) * 1000,
            all_ms=percentile(worst[kind], 0.5) * 1000,
            frames_per_s=count / percentile(worst[kind], 0.5),
            share_of_bare=f"{reference / percentile(worst[kind], 0.5):.0%}",
        )
    for server in servers:
        await server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--streams", type=int, nargs="+", default=[1000, 5000], help="how many, one run each")
    parser.add_argument("--rounds", type=int, default=40, help="changes told in each run")
    wanted = parser.parse_args()
    raise_file_limit()
    report = Report("streams", vars(wanted))
    for count in wanted.streams:
        uvloop.run(measure(count, wanted.rounds, report))
    report.finish()


if __name__ == "__main__":
    main()
