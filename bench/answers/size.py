"""A very large help centre, made of words drawn by chance: time and memory alone, no quality."""

import random
import resource
import time
from collections.abc import Iterator

from bench.answers.trial import timed
from bench.report import Report, percentile
from madoguchi.features.answers.ranking import Article, Past, Ranker

ARTICLES, PAST, QUESTIONS = 10_000, 100_000, 200
THINGS = [
    "請求書",
    "領収書",
    "注文",
    "返品",
    "配送",
    "会員証",
    "パスワード",
    "予約",
    "集計",
    "権限",
    "通知",
    "契約",
    "見積書",
    "写真",
    "地図",
    "座席",
    "電池",
    "画面",
    "音声",
    "倉庫",
]
DEEDS = [
    "が届かない",
    "を変えたい",
    "が表示されない",
    "を取り消したい",
    "が二重になる",
    "を送りたい",
    "が止まる",
    "を消したい",
    "が遅い",
    "を印刷したい",
]
WHEN = ["先週から", "今朝", "月末に", "何度も", "急に", "出張先で", "家で", "会社で", "引っ越してから", "更新のあと"]
CODES = "abcdefghijklmnopqrstuvwxyz"


def size_run(report: Report) -> None:
    dice = random.Random(7)
    articles = [Article(str(n), title, "".join(lines(dice, 4))) for n, title in enumerate(lines(dice, ARTICLES))]
    history = [Past(said(dice, articles[n % ARTICLES].title), str(n % ARTICLES)) for n in range(PAST)]
    began = time.perf_counter()
    ranker = Ranker.fit(articles, history)
    learnt = time.perf_counter() - began
    kept = ranker.to_bytes()
    times = [timed(ranker, said(dice, dice.choice(articles).title)) for _ in range(QUESTIONS)]
    report.add(
        articles=ARTICLES,
        past=PAST,
        training_s=learnt,
        kept_mb=len(kept) / 1e6,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        p50_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
    )


def lines(dice: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        product = "".join(dice.choices(CODES, k=5)).title()
        yield f"{product}の{dice.choice(THINGS)}{dice.choice(DEEDS)}とき。"


def said(dice: random.Random, title: str) -> str:
    return f"{dice.choice(WHEN)}{title[: dice.randint(6, 14)]}{dice.choice(DEEDS)}のですが"
