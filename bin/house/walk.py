"""Goes through the checkout with all rules."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from bin.house import code, plain
from bin.house.finding import Finding, excused

TEXTS = {".py", ".html", ".css", ".js", ".md", ".toml", ".yaml", ".yml", ".txt", ".in", ".sh", ".service", ".conf", ""}
# The rules themselves, and their tests, quote what they forbid.
QUOTING = ("bin/house/", "tests/house/")
SAMPLES = ("/corpus/", "/samples/", "/vendor/", "/locale/")


def findings(root: Path) -> list[Finding]:
    """All that the rules find in what git knows or would add."""
    return [finding for path in files(root) for finding in check(path, (root / path).read_text(encoding="utf-8"))]


def files(root: Path) -> Iterator[str]:
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in sorted(set(names)):
        path = root / name
        sample = any(part in f"/{name}" for part in SAMPLES)
        if path.suffix in TEXTS and path.is_file() and not sample and not name.startswith(QUOTING):
            yield name


def check(path: str, text: str) -> Iterator[Finding]:
    """The findings in one file that no comment excuses."""
    lines = text.splitlines()
    found = [(rule, item) for rule, look in plain.RULES.items() for item in look(path, text)]
    if path.endswith(".py"):
        source = code.Source.of(path, text)
        found += [(rule, item) for rule, look in code.RULES.items() for item in look(source)]
    for rule, (line, what) in dict.fromkeys(found):
        if not excused(lines, line):
            yield Finding(path, line, rule, what)
