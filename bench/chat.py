"""The chat: messages from one screen to the other while thousands listen, beside a bare server in the same run.

    python -m bench.chat --visitors 2300 --agents 600 --rate 94 --minutes 10 [--kills]

Starts a fresh installation, fills a chat with people, opens a stream for every visitor and every agent, and lets both
sides write by the real addresses (the widget's, the API's). From "sent" until the other side, told by its stream, has
fetched the message under its own rights (the widget's messages, the thread of the desk). Then what a site costs that
only carries the script. With --kills web and worker are killed (kill -9) at random, and some visitors get no answer
of a person: each must have had their acknowledgement in time, and one alone.
"""

import argparse
import asyncio
import atexit
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import uvloop

from bench.chat_crowd import Crowd
from bench.chat_ground import Scene, fill
from bench.chat_verdict import acknowledgements, kept
from bench.ground import prepare, wait_until_idle
from bench.http_client import Request, load
from bench.report import Report, percentile, raise_file_limit
from bench.served import SETTINGS
from tests.faults.installation import Installation

THINKS = (2.0, 20.0)  # seconds until an agent answers
SILENT = 10  # with --kills, of so many visitors one is not answered by a person
SETTLES = 60.0  # seconds for what is still on its way at the end
LOADS = 3_000
IDLE = 10_000


async def talk(crowd: Crowd, wanted: argparse.Namespace, chance: random.Random) -> None:
    """Both sides write at the rate that is wanted; an agent answers what a visitor says."""
    working: set[asyncio.Task[None]] = set()

    async def exchange(place: int) -> None:
        await crowd.visitor_says(place)
        if not (wanted.kills and place % SILENT == 0):
            await asyncio.sleep(chance.uniform(*THINKS))
            await crowd.agent_says(place)

    began, count = time.perf_counter(), int(wanted.rate / 2 * wanted.minutes * 60)
    places = list(range(len(crowd.scene.talks)))
    for number in range(count):
        if number % len(places) == 0:
            chance.shuffle(places)
        await asyncio.sleep(max(0.0, began + number * 2 / wanted.rate - time.perf_counter()))
        if number % (count // 10 or 1) == 0:
            done = crowd.ledger
            print(f"{number / count:.0%}: {len(done.sent)} sent, {len(done.seen)} seen", file=sys.stderr, flush=True)
        task = asyncio.create_task(exchange(places[number % len(places)]))
        working.add(task)
        task.add_done_callback(working.discard)
    end = time.perf_counter() + SETTLES
    if working:
        await asyncio.wait(working, timeout=SETTLES)
    while len(crowd.ledger.seen) < len(crowd.ledger.sent) and time.perf_counter() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


async def measure(scene: Scene, place: Installation, wanted: argparse.Namespace, report: Report) -> None:
    chance = random.Random(wanted.seed)
    address = ("127.0.0.1", place.web_port)
    crowd = Crowd(scene, address, chance.random, wanted.connections)
    opened = await crowd.listen()
    streams = crowd.open_streams
    report.add(what="streams opened", count=streams, per_s=streams / opened)
    await asyncio.to_thread(wait_until_idle, scene.ground)
    await asyncio.sleep(5)
    crowd.ledger.asked.clear()  # what was asked for before
    killed: dict[str, list[float]] = {}
    over = threading.Event()
    storm = asyncio.create_task(asyncio.to_thread(kill, place, wanted, killed, over)) if wanted.kills else None
    processors = Processors(place)
    began = time.perf_counter()
    await talk(crowd, wanted, chance)
    seconds = time.perf_counter() - began
    used = processors.since(seconds)
    over.set()
    if storm:
        await storm
    crowd.end()
    await asyncio.to_thread(wait_until_idle, scene.ground)
    tell(crowd, seconds, used, report)
    for name, back in killed.items():
        report.add(what=f"kill -9 {name}", count=len(back), back_max_s=max(back))
    report.add(what="streams lost", count=crowd.streams_lost)
    for what, count in kept(scene.ground, crowd.ledger).items():
        report.add(what=f"verdict: {what}", count=count)
    if wanted.kills:
        report.add(**acknowledgements(scene.ground))
    await loader(scene, address, place, report)


def tell(crowd: Crowd, seconds: float, used: dict[str, float], report: Report) -> None:
    ledger = crowd.ledger
    delays = ledger.delays()
    report.add(
        what="message, screen to screen",
        count=len(delays),
        per_s=len(ledger.sent) / seconds,
        **{f"p{share:g}_ms": percentile(delays, share / 100) * 1000 for share in (50, 90, 99, 99.9)},
    )
    for what, run in sorted(ledger.asked.items()):
        report.add(
            what=f"  {what}",
            count=len(run.answers),
            per_s=len(run.answers) / seconds,
            **{f"p{share:g}_ms": run.ms(share / 100) for share in (50, 90, 99, 99.9)},
            queries=run.header("x-bench-queries", 0.5),
            server_p50_ms=run.header("x-bench-server-ms", 0.5),
            cpu_p50_ms=run.header("x-bench-cpu-ms", 0.5),
        )
    for name, share in used.items():
        report.add(what=f"  processor: {name}", percent=share * 100)
    for status, count in sorted(ledger.refused.items()):
        report.add(what=f"  answers {status}", count=count)
    report.add(what="verdict: doubled on a screen", count=ledger.doubled)
    report.add(what="verdict: out of order on a screen", count=ledger.disordered)
    report.add(what="verdict: accepted and never on the other screen", count=len(ledger.accepted.keys() - ledger.seen))


class Processors:
    """Processor time by the kind of process, ours among them."""

    def __init__(self, place: Installation) -> None:
        self._place = place
        self._before = self._spent()

    def since(self, seconds: float) -> dict[str, float]:
        """Of one processor; what was killed meanwhile is left out."""
        after = self._spent()
        return {name: max(0.0, spent - self._before.get(name, 0.0)) / seconds for name, spent in after.items()}

    def _spent(self) -> dict[str, float]:
        spent = {"load generator": _time(psutil.Process())}
        for name, numbers in self._place.victims().items():
            for number in numbers:
                process = psutil.Process(number)
                family = [process, *process.children(recursive=True)] if name == "postgres" else [process]
                spent[name] = spent.get(name, 0.0) + sum(map(_time, family))
        return spent


def _time(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def kill(
    place: Installation, wanted: argparse.Namespace, killed: dict[str, list[float]], over: threading.Event
) -> None:
    """Web or worker, at random, again and again; how long until another has taken over."""
    chance = random.Random(wanted.seed + 1)
    while not over.wait(chance.uniform(0.5, 1.5) * wanted.pause):
        name = chance.choice(("web", "worker"))
        killed.setdefault(name, []).append(place.kill(name))


async def loader(scene: Scene, address: tuple[str, int], place: Installation, report: Report) -> None:
    """The script alone: how often it can be fetched, and that whoever only carries it holds nothing open."""
    request = Request("GET", f"/chat/{scene.key}.js", headers=(("Connection", "close"),))
    before = _connections(place)
    run = await load(address, lambda _number: request, count=IDLE, connections=8)
    await asyncio.sleep(0.5)
    report.add(
        what="idle widgets", count=len(run.answers), per_s=run.rate, connections_left=_connections(place) - before
    )
    kept_open = Request("GET", f"/chat/{scene.key}.js")
    run = await load(address, lambda _number: kept_open, count=LOADS, connections=8)
    body = run.answers[0].body
    async with bare(body) as bare_address:
        reference = await load(bare_address, lambda _number: kept_open, count=LOADS, connections=8)
    for what, one in (("loader", run), ("  a bare asyncio server", reference)):
        report.add(
            what=what, count=len(one.answers), per_s=one.rate, p50_ms=one.ms(0.5), p99_ms=one.ms(0.99), bytes=len(body)
        )


def _connections(place: Installation) -> int:
    listed = psutil.net_connections("tcp")
    return sum(one.status == "ESTABLISHED" and one.laddr.port == place.web_port for one in listed)


@asynccontextmanager
async def bare(body: bytes) -> AsyncIterator[tuple[str, int]]:
    """A server in a process of its own that answers everything with these bytes and does nothing else."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.chat_bare", str(len(body))), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    yield "127.0.0.1", int(await process.stdout.readline())
    process.terminate()
    await process.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=2_300)
    parser.add_argument("--agents", type=int, default=600)
    parser.add_argument("--rate", type=float, default=94.0, help="messages a second, of both sides together")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--connections", type=int, default=64, help="of the askers, all together")
    parser.add_argument("--kills", action="store_true", help="kill web and worker at random meanwhile")
    parser.add_argument("--pause", type=float, default=30.0, help="seconds between two kills, roughly")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(arguments)
    raise_file_limit()
    report = Report("chat", vars(wanted))
    folder = tempfile.mkdtemp(prefix="madoguchi-chat-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # after we have let go of the database in it
    with Installation(Path(folder, "home"), **SETTINGS) as place:
        os.environ |= {"MADOGUCHI_HOME": str(place.home), **SETTINGS}
        scene = fill(prepare(), agents=wanted.agents, visitors=wanted.visitors)
        wait_until_idle(scene.ground)
        uvloop.run(measure(scene, place, wanted, report))
    report.finish()
    return 1 if any(row.get("count") for row in report.rows if str(row["what"]).startswith("verdict")) else 0


if __name__ == "__main__":
    sys.exit(main())
