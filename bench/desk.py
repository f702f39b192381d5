"""The desk on a filled database: opening views and conversations, going to the next, over HTTP.

Fill first (`python -m bench.fill`). The server's own time and its queries come from headers that exist under
MADOGUCHI_BENCH=1 alone; the reference is the same list and thread asked for by bare psycopg.
"""

import argparse
import asyncio
import random
import re
import time
from collections.abc import Callable
from typing import Any

import psycopg

from bench.ground import Ground, prepare
from bench.http_client import Request, Run, load
from bench.report import Report, percentile
from bench.served import serving

VIEWS = ("mine", "unassigned", "waiting", "open", "snoozed", "resolved", "all", "spam")
LIST = """
    SELECT id, subject, preview, status, last_activity_at, assignee_id, contact_id FROM conversations
    WHERE workspace_id = %s AND NOT is_spam AND status = 'open' ORDER BY last_activity_at DESC, id DESC LIMIT 51
"""
THREAD = "SELECT * FROM messages WHERE workspace_id = %s AND conversation_id = %s ORDER BY id LIMIT 50"
SAMPLE = """
    SELECT id FROM conversations WHERE workspace_id = %s AND id IN
        (SELECT (random() * (SELECT max(id) FROM conversations))::bigint FROM generate_series(1, %s))
"""
LINK = re.compile(rb'href="(/desk/views/[a-z0-9-]+/\?[^"]*(?:cursor|after|before)=[^"]+)"')


class Visitor:
    """Requests of a signed-in person; some as the page's own script asks."""

    def __init__(self, ground: Ground) -> None:
        self._headers = (("Cookie", ground.session), ("Accept-Language", "ja"))

    def page(self, path: str) -> Request:
        return Request("GET", path, headers=self._headers)

    def fragment(self, path: str) -> Request:
        return Request("GET", path, headers=(*self._headers, ("HX-Request", "true")))


def always(request: Request) -> Callable[[int], Request]:
    """The same request whatever its number."""
    return lambda _number: request


async def measure(address: tuple[str, int], ground: Ground, count: int, connections: int, report: Report) -> None:
    visitor = Visitor(ground)
    ids = sample(ground, count)
    for view in VIEWS:
        first = visitor.page(f"/desk/views/{view}/")
        run = await load(address, always(first), count=count // 4, connections=connections)
        tell(report, f"view {view}", run)
        if links := LINK.findall(run.answers[0].body):
            following = visitor.fragment(links[-1].decode().replace("&amp;", "&"))
            run = await load(address, always(following), count=count // 4, connections=connections)
            tell(report, f"view {view}, next page", run)
    for name, make in (
        ("conversation, whole page", lambda n: visitor.page(f"/desk/views/all/{ids[n]}/")),
        ("conversation, thread alone", lambda n: visitor.fragment(f"/desk/conversations/{ids[n]}/thread/")),
        ("conversation, the person", lambda n: visitor.fragment(f"/desk/conversations/{ids[n]}/person/")),
        ("rail with its counts", always(visitor.fragment("/desk/rail/"))),
    ):
        tell(report, name, await load(address, make, count=len(ids), connections=connections))


def tell(report: Report, what: str, run: Run) -> None:
    report.add(
        what=what,
        requests=len(run.answers),
        per_s=run.rate,
        p50_ms=run.ms(0.5),
        p95_ms=run.ms(0.95),
        server_p50_ms=run.header("x-bench-server-ms", 0.5),
        server_p95_ms=run.header("x-bench-server-ms", 0.95),
        cpu_p50_ms=run.header("x-bench-cpu-ms", 0.5),
        queries=int(run.header("x-bench-queries", 1.0)),
        kib=sum(len(answer.body) for answer in run.answers) / max(1, len(run.answers)) / 1024,
        refused=str(run.refused() or ""),
    )


def sample(ground: Ground, count: int) -> list[int]:
    """Conversations from anywhere in the table, in no order."""
    with psycopg.connect(ground.url, autocommit=True) as connection:
        rows = connection.execute(SAMPLE, [ground.workspace_id, count * 2]).fetchall()
    ids = [int(row[0]) for row in rows]
    random.Random(3).shuffle(ids)
    return ids[:count]


def bare(ground: Ground, count: int, report: Report) -> None:
    """The same questions by psycopg, one after the other."""
    ids = sample(ground, count)
    with psycopg.connect(ground.url, autocommit=True) as connection:
        questions: dict[str, tuple[Any, list[tuple[int, ...]]]] = {
            "psycopg: list of 51 open": (LIST, [(ground.workspace_id,)] * count),
            "psycopg: messages of a conversation": (THREAD, [(ground.workspace_id, number) for number in ids]),
        }
        for name, (statement, parameters) in questions.items():
            times = []
            for values in parameters:
                began = time.perf_counter()
                connection.execute(statement, values).fetchall()
                times.append((time.perf_counter() - began) * 1000)
            report.add(what=name, requests=count, p50_ms=percentile(times, 0.5), p95_ms=percentile(times, 0.95))


def stored(ground: Ground) -> dict[str, int]:
    """How much there is."""
    statement = "SELECT reltuples::bigint FROM pg_class WHERE relname = %s"
    with psycopg.connect(ground.url, autocommit=True) as connection:
        rows = {table: connection.execute(statement, [table]).fetchone() for table in ("conversations", "messages")}
    return {table: int(row[0]) if row else 0 for table, row in rows.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=400, help="conversations opened; a quarter for each view")
    parser.add_argument("--connections", type=int, default=2)
    wanted = parser.parse_args()
    ground = prepare()
    report = Report("desk", {**vars(wanted), **stored(ground)})
    with serving() as address:
        asyncio.run(measure(address, ground, wanted.requests, wanted.connections, report))
    bare(ground, wanted.requests, report)
    report.finish()


if __name__ == "__main__":
    main()
