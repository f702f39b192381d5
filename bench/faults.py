"""The long storm: kill -9 of web, worker, inbound mail and PostgreSQL while mails and API writes come in.

    python -m bench.faults --mails 20000 --writes 20000 --pause 20 --seed 1

Counts what was acknowledged and what is there afterwards (tests/faults/storm.py). Exit code 1 where anything was
lost, doubled, left half done, or needed more than a restart.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple
from pathlib import Path

from bench.report import Report, percentile
from tests.faults.installation import Installation
from tests.faults.storm import Storm, Verdict, check, now_and_then


def blow(storm: Storm, victims: Iterator[str], patience: float, report: Report) -> Verdict:
    """Run the storm to its end and count; the rows go into the report."""
    began = time.monotonic()
    storm.run(victims)
    poured = time.monotonic() - began
    verdict = check(storm.place, storm.accepted, storm.written, patience)
    settled = time.monotonic() - began - poured
    report.add(what="mails acknowledged", count=len(storm.accepted), per_s=len(storm.accepted) / poured)
    report.add(what="writes acknowledged", count=len(storm.written), per_s=len(storm.written) / poured)
    report.add(what="seconds until all was acknowledged", count=poured)
    report.add(what="seconds until nothing moved any more", count=settled)
    for name, count in sorted(storm.killed.items()):
        back = storm.back_after[name]
        report.add(what=f"kill -9 {name}", count=count, back_p50_s=percentile(back, 0.5), back_max_s=max(back))
    for status, count in sorted(storm.refused.items()):
        report.add(what=f"answers {status} meanwhile", count=count)
    for name, count in asdict(verdict).items():
        report.add(what=f"verdict: {name}", count=count)
    return verdict


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--writes", type=int, default=20_000)
    parser.add_argument("--pause", type=float, default=20.0, help="seconds between two kills, roughly")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--connections", type=int, default=4, help="of each kind at once")
    parser.add_argument("--patience", type=float, default=900.0, help="seconds for the work that is left at the end")
    wanted = parser.parse_args(arguments)
    report = Report("faults", vars(wanted))
    with tempfile.TemporaryDirectory(prefix="madoguchi-faults-") as folder, Installation(Path(folder, "home")) as place:
        storm = Storm(place, wanted.mails, wanted.writes, wanted.connections)
        verdict = blow(storm, now_and_then(storm, wanted.pause, wanted.seed), wanted.patience, report)
    report.finish()
    return 1 if any(astuple(verdict)) or set(storm.refused) - {503} else 0


if __name__ == "__main__":
    sys.exit(main())
