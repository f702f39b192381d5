"""What an embedding model behind an address adds: the slow encoder plays it, and is taken out of the engine.

python -m bench.answers.outside [SET...]    what it adds on the development part of the sets
python -m bench.answers.outside --serve     serves it at http://127.0.0.1:8129/v1, to be connected and tried
"""

import argparse
import http.server
import json
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.answers.sets import Set, read_set
from bench.answers.trial import at_threshold, left_out, quality
from bench.report import Report
from madoguchi.adapters.llm.openai_compatible import Server, embed
from madoguchi.base.http import Egress
from madoguchi.features.answers.ranking import Past, Ranker, Ranking
from madoguchi.features.answers.ranking.encoders import E5, Vectors
from madoguchi.features.answers.ranking.outside import Outside
from madoguchi.features.answers.ranking.ranker import texts_for

DATA = Path(__file__).parent / "data"
PORT, AT_ONCE = 8129, 64
MODEL = "multilingual-e5-small"
INSIDE = {"none": "encoders", "quick": "slow-encoder"}  # what the engine keeps of its own, and what is left out for it
PASTS = (100, 400, 4_000)  # questions of a long history


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        rows = E5.vectors(asked["input"])
        data = [{"index": place, "embedding": row.tolist()} for place, row in enumerate(rows)]
        body = json.dumps({"data": data, "model": MODEL, "usage": {"prompt_tokens": 0}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def listening() -> Iterator[Server]:
    """On loopback, at a port of its own."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Server(f"http://127.0.0.1:{server.server_port}/v1", timeout=60)
    server.shutdown()


def heard(texts: Sequence[str], server: Server) -> Outside:
    """What it says of texts, over the wire."""
    once = list(dict.fromkeys(texts))
    rows: list[list[float]] = []
    for start in range(0, len(once), AT_ONCE):
        rows += embed(MODEL, once[start : start + AT_ONCE], server, Egress(allowed=("127.0.0.0/8",))).vectors
    return Outside(MODEL, tuple(once), np.array(rows, dtype=np.float16))


def outside_run(report: Report, given: Set) -> None:
    """With each part of the engine's own, without the model and with it; by histories of some lengths."""
    dice = random.Random(0)
    if given.history:
        past = dice.sample(given.history, len(given.history))
        cuts = [(past[:count], given.asked) for count in PASTS]
    else:  # half of its questions are asked first
        asked = dice.sample(given.asked, len(given.asked))
        first = [Past(one.question, one.article_id) for one in asked[: len(asked) // 2]]
        cuts = [(first, asked[len(asked) // 2 :])]
    with listening() as server:
        said = heard([one.question for one in given.asked], server)
        for history, questions in cuts:
            told = heard([*texts_for(given.articles), *(past.question for past in history)], server)
            for name, without in INSIDE.items():
                with left_out(without):
                    ranker = Ranker.fit(given.articles, history).hearing(told, given.articles, history)
                    part = replace(given, history=list(history), asked=list(questions))
                    _tell(report, part, ranker, name, said)


def _tell(report: Report, given: Set, ranker: Ranker, inside: str, said: Outside) -> None:
    texts = [one.question for one in given.asked]
    _rows, vectors = said.of(texts)
    found = {"without": ranker.rank_all(texts)}
    if ranker.second is not None:
        found["with"] = [_ranked(ranker, *one) for one in zip(texts, vectors, strict=True)]
    foreseen = ranker.tried and f"{ranker.tried.without:.2f} -> {ranker.tried.with_it:.2f}"
    for model, rankings in found.items():
        all_of_it = quality(given.asked, rankings) | at_threshold(given.asked, rankings)
        shown = {name: all_of_it[name] for name in ("P@1", "AUROC", "answered at 95%", "answered", "precision")}
        head = {"set": given.name, "past": len(given.history), "encoders inside": inside, "model": model}
        report.add(**head, **shown, foreseen=foreseen, used=bool(ranker.second))


def _ranked(ranker: Ranker, question: str, meaning: Vectors) -> Ranking:
    return ranker.rank(question, meaning=meaning)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.answers.outside")
    parser.add_argument("names", nargs="*", default=sorted(path.name for path in DATA.iterdir() if path.is_dir()))
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    if options.serve:
        http.server.ThreadingHTTPServer(("127.0.0.1", PORT), _Handler).serve_forever()
    report = Report("answers-outside", {"part": "dev", "model": MODEL})
    for name in options.names:
        outside_run(report, read_set(DATA / name, "dev"))
    report.finish()


if __name__ == "__main__":
    main()
