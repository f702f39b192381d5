"""How well the engine answers: accuracy, refusals, precision at its own threshold, time and memory.

    python -m bench.answers                            every set of bench/answers/data, the development part
    python -m bench.answers --part test FOLDER...      the part that nothing was tuned on
    python -m bench.answers --sections                 whether the section that answers is quoted
    python -m bench.answers --size                     10,000 articles and 100,000 past questions

A folder holds articles.tsv, questions.tsv, gold.tsv (id, article_id, kind, part) and perhaps history.tsv.
"""

import argparse
from pathlib import Path

from bench.answers.places import labelled, places_run, put_together
from bench.answers.sets import read_set
from bench.answers.size import size_run
from bench.answers.trial import ENCODERS, trial
from bench.report import Report

DATA = Path(__file__).parent / "data"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.answers", description="How well the engine answers.")
    parser.add_argument("folders", nargs="*", type=Path, help="sets of questions; all of bench/answers/data")
    parser.add_argument("--part", choices=("dev", "test", "all"), default="dev")
    parser.add_argument("--target-precision", type=float, default=0.95)
    parser.add_argument("--without", choices=("phrasebook", *ENCODERS), help="what to leave out, to see what it adds")
    parser.add_argument("--sections", action="store_true", help="whether the section that answers is quoted")
    parser.add_argument("--size", action="store_true", help="10,000 articles and 100,000 past questions")
    options = parser.parse_args()
    folders = options.folders or sorted(path for path in DATA.iterdir() if path.is_dir())
    report = Report("answers", {"part": options.part, "target": options.target_precision, "without": options.without})
    if options.size:
        size_run(report)
    elif options.sections:
        for name, articles in labelled().items():
            places_run(report, name, articles)
        for folder in folders:
            given = read_set(folder, options.part)
            if not given.history:  # with one it is of fine-grained intents: each article is a line
                places_run(report, f"{given.name}, put together", put_together(given))
    else:
        for folder in folders:
            given = read_set(folder, options.part)
            if given.asked:
                trial(report, given, options.target_precision, options.without)
    report.finish()


if __name__ == "__main__":
    main()
