"""The steps of a playbook, read out of its Markdown. Pure.

Each heading of the second level begins a step. A list item "Label → Title of a step" is a choice that leads there,
"Label → end" one that ends it; a step without choices leads to the next one, the last one to the end. A text without
such headings has one step for each item of its first numbered list.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from madoguchi.base.text import normal

MOST_STEPS = 100
MOST_CHOICES = 12
_HEADING = re.compile(r"^ {0,3}##[ \t]+(.+?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})")
_CHOICE = re.compile(r"^\s{0,3}[-*+][ \t]+(\S.{0,198}?)[ \t]*(?:→|⇒|->|=>)[ \t]*(\S.{0,198}?)[ \t]*$")
_NUMBERED = re.compile(r"^ {0,3}\d{1,3}[.)．][ \t]+(\S.*)$")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_END = frozenset({"終わり", "終了", "完了", "end", "done", "finish"})


@dataclass(frozen=True, slots=True)
class Step:
    """`choices` are (label, number of the step that it leads to; None for the end)."""

    title: str
    body: str
    choices: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """`lost` are choices that lead to a step that is not there: (step, where to)."""

    steps: tuple[Step, ...]
    lost: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(one) for one in self.steps]


def procedure_in(body: str) -> Procedure:
    """No steps where it has neither such headings nor a numbered list."""
    parts = _parts(body)
    if not parts:
        items = [(_plain(one), "") for one in _items(body)]
        return Procedure(tuple(Step(title, "", _onward(n, len(items))) for n, (title, _body) in enumerate(items)))
    numbers = {_key(title): number for number, (title, _lines) in reversed(list(enumerate(parts)))}
    steps, lost = list[Step](), list[tuple[str, str]]()
    for number, (title, lines) in enumerate(parts):
        choices, rest = _choices(lines)
        known = [(label, numbers.get(_key(to))) for label, to in choices if _key(to) in numbers or _key(to) in _END]
        lost += [(title, to) for _label, to in choices if _key(to) not in numbers and _key(to) not in _END]
        steps.append(Step(title, "\n".join(rest).strip(), tuple(known) or _onward(number, len(parts))))
    return Procedure(tuple(steps), tuple(lost))


def _parts(body: str) -> list[tuple[str, list[str]]]:
    parts, in_fence = list[tuple[str, list[str]]](), False
    for line in body.replace("\r\n", "\n").split("\n"):
        in_fence ^= bool(_FENCE.match(line))
        found = None if in_fence else _HEADING.match(line)
        if found and len(parts) < MOST_STEPS:
            parts.append((_plain(found[1])[:200], []))
        elif parts:
            parts[-1][1].append(line)
    return parts


def _items(body: str) -> list[str]:
    return [found[1][:200] for line in body.split("\n") if (found := _NUMBERED.match(line))][:MOST_STEPS]


def _choices(lines: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """(label, where to) of each, and the lines that are none."""
    choices, rest = list[tuple[str, str]](), list[str]()
    for line in lines:
        if (found := _CHOICE.match(line)) and len(choices) < MOST_CHOICES:
            choices.append((_plain(found[1]), _plain(found[2])))
        else:
            rest.append(line)
    return choices, rest


def _onward(number: int, of: int) -> tuple[tuple[str, int | None], ...]:
    """One way, without a label of its own."""
    return (("", number + 1 if number + 1 < of else None),)


def _plain(text: str) -> str:
    return _LINK.sub(r"\1", text).replace("**", "").strip()


def _key(title: str) -> str:
    return normal(title).strip(" 。.")
