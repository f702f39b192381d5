"""The REST API: writes and reads a second over HTTP, beside bare inserts of the rows that the writes left.

Each kind of request runs by itself, over so many keep-alive connections and then over one. A new conversation writes a
mail to a customer, so deliveries and events are worked off meanwhile by the same machine, as they are in life; each
kind begins when those of the kind before are done.
"""

import argparse
import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.ground import Ground, prepare, wait_until_idle
from bench.http_client import Request, Run, load
from bench.reference import Reference
from bench.report import Report
from bench.served import serving

BASE = "/api/v1"
ANEW = 1_000_000  # numbers of requests that nobody has made yet
Make = Callable[[int], Request]


class Asker:
    """Makes requests in the name of the workspace's token."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._run = os.urandom(4).hex()
        self.conversations: list[int] = []

    def get(self, path: str) -> Request:
        return Request("GET", BASE + path, headers=(("Authorization", self._ground.authorization),))

    def write(self, method: str, path: str, number: int, **content: Any) -> Request:
        """With an Idempotency-Key, as a careful client sends it."""
        headers = (
            ("Authorization", self._ground.authorization),
            ("Idempotency-Key", f"{self._run}-{method}-{path}-{number}"),
        )
        return Request(method, BASE + path, json.dumps(content).encode(), headers)

    def begin(self, number: int) -> Request:
        return self.write(
            "POST",
            "/conversations",
            number,
            inbox_id=self._ground.inbox_id,
            to=[f"customer{number}.{self._run}@mail.example"],
            subject=f"ご連絡 {number}",
            text="いつもお世話になっております。\nご依頼の件、完了いたしました。",
        )

    def note(self, number: int) -> Request:
        return self.write("POST", f"/conversations/{self._one(number)}/notes", number, text=f"確認しました ({number})")

    def reply(self, number: int) -> Request:
        return self.write(
            "POST", f"/conversations/{self._one(number)}/replies", number, text=f"承知しました ({number})"
        )

    def change(self, number: int) -> Request:
        status = "resolved" if number // len(self.conversations) % 2 == 0 else "open"
        return self.write("PATCH", f"/conversations/{self._one(number)}", number, status=status)

    def any_write(self, number: int) -> Request:
        """The four by turns, none of them one that was asked for before."""
        make = (self.begin, self.note, self.reply, self.change)[number % 4]
        return make(ANEW + number)

    def read(self, number: int) -> Request:
        return self.get(f"/conversations/{self._one(number)}")

    def messages(self, number: int) -> Request:
        return self.get(f"/conversations/{self._one(number)}/messages")

    def view(self, number: int) -> Request:
        return self.get(f"/conversations?view={('open', 'unassigned', 'all', 'waiting')[number % 4]}&limit=50")

    def _one(self, number: int) -> int:
        return self.conversations[number % len(self.conversations)]


@dataclass(frozen=True, slots=True)
class Loads:
    """Asks by so many connections at once, which keep the machine busy, then by one alone."""

    ground: Ground
    address: tuple[str, int]
    count: int
    connections: int

    async def busy(self, make: Make) -> Run:
        await asyncio.to_thread(wait_until_idle, self.ground)
        return await load(self.address, make, count=self.count, connections=self.connections)

    async def alone(self, make: Make) -> Run:
        return await load(self.address, lambda number: make(self.count + number), count=self.count // 4, connections=1)


async def measure(loads: Loads, report: Report) -> None:
    asker = Asker(loads.ground)
    await loads.busy(lambda _number: asker.get("/inboxes"))  # every process and thread has its connection
    for name, make in (("begin a conversation", asker.begin), ("note", asker.note), ("reply", asker.reply)):
        reference = Reference(loads.ground.url, loads.ground.workspace_id)
        run = await loads.busy(make)
        if make == asker.begin:
            asker.conversations = [json.loads(answer.body)["id"] for answer in run.answers if answer.status == 201]
        rate, rows = await asyncio.to_thread(reference.replay, loads.count, loads.connections)
        tell(
            report,
            f"write: {name}",
            run,
            await loads.alone(make),
            bare_per_s=rate,
            bare_rows=rows,
            share=f"{run.rate / rate:.0%}",
        )
    tell(report, "write: resolve, reopen", await loads.busy(asker.change), await loads.alone(asker.change))
    tell(report, "write: the four by turns", await loads.busy(asker.any_write), await loads.alone(asker.any_write))
    for name, make in (("a conversation", asker.read), ("its messages", asker.messages), ("a view of 50", asker.view)):
        tell(report, f"read: {name}", await loads.busy(make), await loads.alone(make))


def tell(report: Report, what: str, run: Run, alone: Run, **more: Any) -> None:
    report.add(
        what=what,
        requests=len(run.answers),
        per_s=run.rate,
        p50_ms=run.ms(0.5),
        p95_ms=run.ms(0.95),
        alone_p95_ms=alone.ms(0.95),
        queries=run.header("x-bench-queries", 0.5),
        server_p50_ms=run.header("x-bench-server-ms", 0.5),
        cpu_p50_ms=run.header("x-bench-cpu-ms", 0.5),
        refused=json.dumps(run.refused() | alone.refused()) if run.refused() or alone.refused() else "",
        **more,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2_000, help="of each kind")
    parser.add_argument("--connections", type=int, default=8)
    wanted = parser.parse_args()
    report = Report("api", vars(wanted))
    ground = prepare()
    with serving() as address:
        asyncio.run(measure(Loads(ground, address, wanted.requests, wanted.connections), report))
    report.finish()


if __name__ == "__main__":
    main()
