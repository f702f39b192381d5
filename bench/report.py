"""One form for all results: a table for people, JSON with the machine's facts for comparison."""

import datetime
import importlib.metadata
import json
import os
import platform
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("Django", "psycopg", "uvicorn", "uvloop", "httptools", "django-ninja", "procrastinate")


class Report:
    """Collects rows of one benchmark. A row is a mapping of column to text or number."""

    def __init__(self, name: str, settings: dict[str, Any]) -> None:
        self.name = name
        self.settings = settings
        self.rows: list[dict[str, Any]] = []
        self.machine = machine()
        self.began = datetime.datetime.now(datetime.UTC)

    def add(self, **row: Any) -> None:
        """One line of the table; shown at once, so that a long run can be watched."""
        self.rows.append(row)
        print("  ".join(f"{key}={_shown(value)}" for key, value in row.items()), file=sys.stderr, flush=True)

    def finish(self) -> None:
        """Print the table and write the file."""
        print(f"\n{self.name}: {json.dumps(self.settings)}")
        print(f"load {self.machine['load']:.1f}, three million additions {self.machine['loop_ms']:.0f} ms\n")
        print(table(self.rows))
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{self.name}-{self.began:%Y%m%dT%H%M%S}.json"
        content = {
            "name": self.name,
            "began": self.began.isoformat(),
            "settings": self.settings,
            "machine": {**self.machine, "loop_ms_after": loop_ms(), "load_after": os.getloadavg()[0]},
            "rows": self.rows,
        }
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n")
        print(f"\n{path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")


def raise_file_limit() -> None:
    """Every connection is an open file: take what the system allows."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as a Markdown table; columns in the order in which they first appear."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [columns, ["---"] * len(columns)]
    lines += [[_shown(row.get(column, "")) for column in columns] for row in rows]
    widths = [max(len(line[number]) for line in lines) for number in range(len(columns))]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of them lie; 0.0 of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1 << 20),
        "load": os.getloadavg()[0],
        "loop_ms": loop_ms(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def loop_ms() -> float:
    """Three million additions in Python, wall clock: how much of a processor this run got (150 where it is idle)."""
    began, total = time.perf_counter(), 0
    for number in range(3_000_000):
        total += number
    return (time.perf_counter() - began) * 1000


def _cpu() -> str:
    with Path("/proc/cpuinfo").open() as lines:
        for line in lines:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()
