"""What a rule reports, and how a line is excused."""

import re
from dataclasses import dataclass

EXCUSE = re.compile(r"(#|//|/\*|\{#)\s*house:\s*\S+")


@dataclass(frozen=True, slots=True)
class Finding:
    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text} [{self.rule}]"


def excused(lines: list[str], number: int) -> bool:
    """Whether the line `number` (from 1) carries `# house: reason`."""
    return 0 < number <= len(lines) and bool(EXCUSE.search(lines[number - 1]))
