"""Presence: what many agents cost who each say every few seconds where they are, in processor time of the web processes
and of PostgreSQL, beside as many requests that the server answers from memory (/healthz).

Each agent is a tab of one signed-in person with a conversation of its own, the rows of a list, and one connection to
every fifteen of them; each tenth sign says that writing has begun or ended, which is told on.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Callable

import psutil
import psycopg

from bench.ground import Ground, prepare
from bench.http_client import Connection, Request, Run
from bench.report import Report
from bench.served import serving
from madoguchi.features.presence.signs import EACH_SECONDS

AGENTS_A_CONNECTION = 15
ROWS = 40


def sign(ground: Ground, conversations: list[int]) -> Callable[[int, int], Request]:
    """The request of an agent's nth sign."""
    headers = (("Cookie", ground.session), ("Sec-Fetch-Site", "same-origin"))
    path = f"/live/presence?workspace={ground.workspace_id}"

    def make(agent: int, number: int) -> Request:
        said = {
            "tab": f"t{agent}",
            "number": int(time.time() * 1000) + number,
            "conversation": conversations[agent % len(conversations)],
            "doing": "reply" if (agent + number) % 10 == 0 else "",
            "rows": conversations[:ROWS],
        }
        return Request("POST", path, json.dumps(said).encode(), headers)

    return make


async def paced(address: tuple[str, int], make: Callable[[int, int], Request], *, agents: int, rounds: int) -> Run:
    """Every agent asks once in EACH_SECONDS, spread evenly."""
    run = Run()

    async def work(some: range) -> None:
        connection = Connection(*address)
        for number in range(rounds):
            for agent in some:
                at = began + (number + agent / agents) * EACH_SECONDS
                await asyncio.sleep(max(0.0, at - time.perf_counter()))
                run.answers.append(await connection.ask(make(agent, number)))
        connection.close()

    began = time.perf_counter()
    some = [
        range(first, agents, agents // AGENTS_A_CONNECTION or 1) for first in range(agents // AGENTS_A_CONNECTION or 1)
    ]
    await asyncio.gather(*(work(one) for one in some))
    run.seconds = time.perf_counter() - began
    return run


class Processor:
    """The processor time of the web processes and of PostgreSQL since it was asked last."""

    def __init__(self, port: int, data: str) -> None:
        listening = {
            one.pid for one in psutil.net_connections("tcp") if one.status == "LISTEN" and one.laddr.port == port
        }
        self._web = [psutil.Process(pid) for pid in listening if pid]
        self._data = data
        self._before = (0.0, 0.0)
        self.since()

    def since(self) -> tuple[float, float]:
        """Seconds of web and of PostgreSQL."""
        web = sum(_spent(process) for process in self._web)
        database = sum(_spent(process) for process in psutil.process_iter() if _works_on(process, self._data))
        spent = (web - self._before[0], database - self._before[1])
        self._before = (web, database)
        return spent


def _works_on(process: psutil.Process, data: str) -> bool:
    """Whether it is one of PostgreSQL's for this data folder; it stands in it."""
    try:
        return bool(process.name() == "postgres" and process.cwd() == data)
    except psutil.Error:  # gone meanwhile
        return False


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def measure(address: tuple[str, int], ground: Ground, agents: int, rounds: int, report: Report) -> None:
    with psycopg.connect(ground.url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT id FROM conversations WHERE workspace_id = %s ORDER BY id LIMIT %s", [ground.workspace_id, agents]
        ).fetchall()
        data = psutil.Process(connection.info.backend_pid).cwd()
    conversations = [int(row[0]) for row in found]
    health = Request("GET", "/healthz")
    processor = Processor(address[1], data)
    for what, make in (
        ("nothing at all", None),
        ("/healthz as often", lambda _agent, _number: health),
        ("signs of presence", sign(ground, conversations)),
    ):
        processor.since()
        if make is None:
            await asyncio.sleep(rounds * EACH_SECONDS)
            run = Run(rounds * EACH_SECONDS)
        else:
            run = await paced(address, make, agents=agents, rounds=rounds)
        web, database = processor.since()
        report.add(
            what=what,
            per_s=run.rate,
            web_cpu_percent=web / run.seconds * 100,
            postgres_cpu_percent=database / run.seconds * 100,
            web_ms_a_request=web * 1000 / max(1, len(run.answers)),
            p50_ms=run.ms(0.5),
            p95_ms=run.ms(0.95),
            refused=str(run.refused() or ""),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=8, help=f"of {EACH_SECONDS:.0f} seconds each")
    wanted = parser.parse_args()
    ground = prepare()
    report = Report("presence", vars(wanted))
    with serving() as address:
        asyncio.run(measure(address, ground, wanted.agents, wanted.rounds, report))
    report.finish()


if __name__ == "__main__":
    main()
