"""The help centre: how soon its pages and its suggestions are there, beside a bare ASGI application in the same run.

    python -m bench.help [--articles 1000] [--count 400] [--connections 4]

Fills the help centre of the workspace "Bench" with articles in two languages, then asks for its pages as readers do:
each time another article, other words. A page is sent in one piece, so its first byte is there when its last one is.
"""

import argparse
import asyncio
import random
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from bench.fill_particulars import WORDS, english, japanese, zipf
from bench.ground import Ground, prepare
from bench.http_client import Request, Run, load
from bench.report import Report
from bench.served import serving
from tests.faults.waiting import until

SLUG = "bench"
SHELVES = 20
PARTS, SENTENCES = 4, 5
PAGE = 12_000  # bytes of the reference's answer: about those of an article


def fill(ground: Ground, articles: int) -> list[str]:
    """The addresses of so many Japanese articles; what is missing is written, in English too."""
    from madoguchi.base.tenancy import tenant  # needs Django, as all below
    from madoguchi.features.articles.actions.centre import change_centre
    from madoguchi.features.articles.actions.publishing import publish
    from madoguchi.features.articles.actions.writing import create_article
    from madoguchi.features.articles.models import ArticleText, Collection

    actor = _actor(ground)
    change_centre({"slug": SLUG, "languages": ["ja", "en"], "is_public": True}, actor=actor)
    with tenant(ground.workspace_id):
        shelves = list(Collection.objects.order_by("id").values_list("id", flat=True)) or _shelves(actor)
        known = ArticleText.objects.filter(language="ja", published_at__isnull=False).count()
    dice = random.Random(7)
    words = {"ja": _words(dice, "japanese"), "en": _words(dice, "english")}
    for number in range(known, articles):
        made = create_article(
            shelves[number % len(shelves)], words={code: say() for code, say in words.items()}, actor=actor
        )
        for code in words:
            publish(made.id, code, edition=1, actor=actor)
    with tenant(ground.workspace_id):
        return list(
            ArticleText.objects.filter(language="ja", published_at__isnull=False).values_list("slug", flat=True)
        )


def _actor(ground: Ground) -> object:
    from madoguchi.base.tenancy import tenant  # needs Django, as all below
    from madoguchi.core.people.models import Person
    from madoguchi.core.people.queries import actor_for

    with tenant(ground.workspace_id):
        return actor_for(Person.objects.select_related("user").get(id=ground.person_id))


def _shelves(actor: object) -> list[int]:
    from madoguchi.features.articles.actions.collections import make_collection  # needs Django

    matters = {code: WORDS[name]["matters"].split() for code, name in (("ja", "japanese"), ("en", "english"))}
    names = zip(matters["ja"][:SHELVES], matters["en"][:SHELVES], strict=True)
    texts = [{"ja": {"title": ja}, "en": {"title": en}} for ja, en in names]
    return [make_collection(one, actor=actor).id for one in texts]  # type: ignore[arg-type]


def _words(dice: random.Random, name: str) -> Callable[[], object]:
    from madoguchi.features.articles.wording import Words  # needs Django

    sentence = (japanese if name == "japanese" else english)(dice)
    matters = WORDS[name]["matters"].split()

    def say() -> Words:
        part = "\n\n".join(
            f"## {zipf(dice, matters)}\n\n" + "".join(sentence() for _ in range(SENTENCES)) for _ in range(PARTS)
        )
        return Words(sentence()[:120], part, sentence()[:200])

    return say


async def measure(address: tuple[str, int], slugs: list[str], wanted: argparse.Namespace, report: Report) -> None:
    dice, place = random.Random(3), f"/help/{SLUG}/ja"
    matters = WORDS["japanese"]["matters"].split()
    kinds: dict[str, Callable[[int], str]] = {
        "home": lambda _number: f"{place}/",
        "article": lambda _number: f"{place}/articles/{quote(dice.choice(slugs))}/",
        "search": lambda _number: f"{place}/search/?q={quote(' '.join(dice.sample(matters, 2)))}",
        "suggestions while typing": lambda _number: f"{place}/suggest/?q={quote(dice.choice(matters)[:2])}",
    }
    for name, path in kinds.items():
        await load(address, _asking(path), count=50, connections=wanted.connections)  # what is made once
        for connections in dict.fromkeys((1, wanted.connections)):
            run = await load(address, _asking(path), count=wanted.count, connections=connections)
            _tell(report, f"{name}, {connections} at once", run)


def _asking(path: Callable[[int], str]) -> Callable[[int], Request]:
    headers = (("Accept-Encoding", "gzip"), ("User-Agent", "bench"))
    return lambda number: Request("GET", path(number), headers=headers)


def _tell(report: Report, what: str, run: Run) -> None:
    report.add(
        what=what,
        per_s=run.rate,
        p50_ms=run.ms(0.5),
        p95_ms=run.ms(0.95),
        p99_ms=run.ms(0.99),
        queries=int(run.header("x-bench-queries", 1.0)),
        cpu_p50_ms=run.header("x-bench-cpu-ms", 0.5),
        refused=str(run.refused() or ""),
    )


@contextmanager
def bare() -> Iterator[tuple[str, int]]:
    """The reference."""
    process = subprocess.Popen([sys.executable, "-m", "bench.help_bare", str(PAGE)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        port = int(process.stdout.readline())
        until(lambda: answers(port), "the reference answers")
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait(10)


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


async def refer(wanted: argparse.Namespace, report: Report) -> None:
    with bare() as address:
        for connections in dict.fromkeys((1, wanted.connections)):
            run = await load(address, _asking(lambda _number: "/"), count=wanted.count * 5, connections=connections)
            _tell(report, f"bare ASGI on uvicorn, {connections} at once", run)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--count", type=int, default=400, help="requests of each kind")
    parser.add_argument("--connections", type=int, default=4)
    wanted = parser.parse_args()
    ground = prepare()
    slugs = fill(ground, wanted.articles)
    report = Report("help", {**vars(wanted), "stored": len(slugs)})
    with serving() as address:
        asyncio.run(measure(address, slugs, wanted, report))
    asyncio.run(refer(wanted, report))
    report.finish()


if __name__ == "__main__":
    main()
