"""Searching a filled workspace over HTTP, by searches of many kinds, and the same index asked by bare psycopg.

Fill first (`python -m bench.fill --search`). Each search of a kind is another one, drawn from the words of the fill, so
that no answer comes from a memory of the one before. The server's own time and its queries come from headers that exist
under MADOGUCHI_BENCH=1 alone.
"""

import argparse
import asyncio
import random
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from bench.desk import stored
from bench.fill_particulars import WORDS, brands, zipf
from bench.ground import Ground, prepare
from bench.http_client import Request, load
from bench.report import Report, percentile
from bench.served import serving

ORDER = re.compile(r"[A-H]-\d{8}")
SAMPLE = """
    SELECT text FROM messages WHERE workspace_id = %s AND id IN
        (SELECT (random() * (SELECT max(id) FROM messages))::bigint FROM generate_series(1, %s))
"""
COMMON_JA = (
    "請求書",
    "エラー",
    "画面",
    "返品",
    "パスワード",
    "契約",
    "設定",
    "領収書",
    "配送",
    "写真",
    "追跡番号",
    "原因",
)
COMMON_EN = ("invoice", "spam", "export", "screenshot", "plan", "seats", "carrier", "auditor", "crash", "engineers")
PHRASES = ("請求書の件", "管理画面にログイン", "last month", "spam folder")
NAMES = ("さとう", "すずき", "たかはし", "たなか", "いとう", "わたなべ", "yamamoto", "nakamura", "kobayashi", "kato")
CONDITIONS = ("is:open", "is:resolved", 'tag:"tag 5"', "from:佐藤", "before:2025-06-01", "after:2026-06-01")
Make = Callable[[], str]


def searches(ground: Ground, count: int) -> dict[str, list[str]]:
    """`count` searches of each kind."""
    dice = random.Random(11)
    ja, en = ({name: words.split() for name, words in WORDS[one].items()} for one in ("japanese", "english"))
    ja_brands, en_brands = brands(dice, ja["syllables"]), brands(dice, en["syllables"])
    kinds: dict[str, Make] = {
        "a common word, Japanese": lambda: dice.choice(COMMON_JA),
        "a common word, English": lambda: dice.choice(COMMON_EN),
        "a less common word, Japanese": lambda: dice.choice(ja["matters"]),
        "a less common word, English": lambda: dice.choice(en["matters"]),
        "two common words": lambda: " ".join(dice.sample(COMMON_JA, 2)),
        "a product and a matter, Japanese": lambda: f"{zipf(dice, ja_brands)} {dice.choice(ja['matters'])}",
        "a product and a matter, English": lambda: f"{zipf(dice, en_brands)} {dice.choice(en['matters'])}",
        "a compound without spaces": lambda: f"{dice.choice(COMMON_JA)}{dice.choice(ja['matters'])}",
        "a name in kana or romaji, and a word": lambda: f"{dice.choice(NAMES)} {dice.choice(COMMON_JA)}",
        "a place and a name": lambda: f"{dice.choice(ja['places'])} {dice.choice(ja['families'])}",
        "a phrase": lambda: f'"{dice.choice(PHRASES)}" {dice.choice(ja["kinds"])}',
        "half a word, while typing": lambda: f"{dice.choice(en['matters'])[:4]}&typing=1",
        "a single kanji": lambda: dice.choice("返請送画鍵棚箱器"),
        "a word that is nowhere": lambda: f"zzq{dice.randint(1, 10**9)}",
        "with a condition": lambda: f"{dice.choice(CONDITIONS)} {dice.choice(COMMON_JA)}",
        "with two conditions": lambda: f"is:open from:{dice.choice(('佐藤', '鈴木', '高橋'))} {dice.choice(COMMON_JA)}",
        "the newest first": lambda: f"{dice.choice(COMMON_JA)}&order=newest",
    }
    made = {name: [make() for _ in range(count)] for name, make in kinds.items()}
    return {"an order number": orders(ground, count), **made}


def orders(ground: Ground, count: int) -> list[str]:
    """Numbers that stand in one message each."""
    with psycopg.connect(ground.url, autocommit=True) as connection:
        texts = [text for (text,) in connection.execute(SAMPLE, [ground.workspace_id, count * 8])]
    found = [match[0] for text in texts if (match := ORDER.search(text))]
    return (found or ["A-10000000"])[:count]


async def measure(address: tuple[str, int], ground: Ground, kinds: dict[str, list[str]], report: Report) -> None:
    headers = (("Cookie", ground.session), ("Accept-Language", "ja"), ("HX-Request", "true"), ("HX-Target", "results"))
    everything: list[float] = []
    for name, texts in kinds.items():

        def ask(number: int, texts: list[str] = texts) -> Request:
            words, *more = texts[number].split("&")
            return Request("GET", "&".join([f"/desk/search/?q={quote(words)}", *more]), headers=headers)

        run = await load(address, ask, count=len(texts), connections=1)
        everything += [answer.seconds * 1000 for answer in run.answers]
        report.add(
            what=name,
            searches=len(run.answers),
            p50_ms=run.ms(0.5),
            p95_ms=run.ms(0.95),
            p99_ms=run.ms(0.99),
            server_p95_ms=run.header("x-bench-server-ms", 0.95),
            cpu_p50_ms=run.header("x-bench-cpu-ms", 0.5),
            queries=int(run.header("x-bench-queries", 1.0)),
            refused=str(run.refused() or ""),
        )
    shares = {f"p{share}_ms": percentile(everything, share / 100) for share in (50, 95, 99)}
    report.add(what="all of them", searches=len(everything), **shares)


def bare(ground: Ground, kinds: dict[str, list[str]], report: Report) -> None:
    """The index alone, asked for the same words by psycopg: no page, no conversation, no mark."""
    from madoguchi.base.tenancy import tenant  # needs Django, as all below
    from madoguchi.core.people.actor import system
    from madoguchi.features.search.query.asking import ask
    from madoguchi.features.search.query.candidates import FOUND, PATIENCE, RANKED

    actor = system(ground.workspace_id)
    everything: list[float] = []
    with psycopg.connect(ground.url, autocommit=True) as connection:
        connection.execute("SELECT set_config('madoguchi.workspace', %s, false)", [str(ground.workspace_id)])
        for texts in kinds.values():
            with tenant(ground.workspace_id):
                asked = [ask(text.split("&")[0], actor=actor, zone=ZoneInfo("Asia/Tokyo")) for text in texts]
            for one in asked:
                values: list[Any] = [1, one.what.keys, one.what.exactly or None, one.what.ranked]
                began = time.perf_counter()
                connection.execute(sql.SQL(FOUND), [*values, None, None, None, RANKED, PATIENCE]).fetchall()
                everything.append((time.perf_counter() - began) * 1000)
    shares = {f"p{share}_ms": percentile(everything, share / 100) for share in (50, 95, 99)}
    report.add(what="psycopg: the index alone, all of them", searches=len(everything), **shares)


def sizes(ground: Ground, report: Report) -> None:
    """What the index costs on the disk."""
    tables = ("search_entries", "search_entries_keys", "search_words")
    with psycopg.connect(ground.url, autocommit=True) as connection:
        for table in tables:
            row = connection.execute("SELECT pg_total_relation_size(%s::regclass)", [table]).fetchone()
            report.add(what=f"{table}, MiB", searches=row[0] >> 20 if row else 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=60, help="of each kind")
    wanted = parser.parse_args()
    ground = prepare()
    report = Report("search", {**vars(wanted), **stored(ground)})
    kinds = searches(ground, wanted.searches)
    with serving() as address:
        asyncio.run(measure(address, ground, kinds, report))
    bare(ground, kinds, report)
    sizes(ground, report)
    report.finish()


if __name__ == "__main__":
    main()
