"""The style of every page in one piece; and the names of the house's colours, sizes and icons, as its files state them:
the style guide can forget none."""

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent / "static" / "desk"
SHEETS = (
    "tokens", "base", "layout", "controls", "components", "lists", "search", "thread", "blocks", "pictures", "notices",
    "together", "composer", "replies", "registry", "person", "chat",
)  # fmt: skip
GROUPS = {
    "ground": re.compile(r"ground|paper|float|select"),
    "ink": re.compile(r"ink"),
    "line": re.compile(r"hair|edge|focus"),
    "indigo": re.compile(r"indigo"),
    "vermilion": re.compile(r"vermilion"),
    "bamboo": re.compile(r"bamboo"),
    "kerria": re.compile(r"kerria"),
    "face": re.compile(r"face-\d"),
}
COLOUR = re.compile(r"--([\w-]+):\s*(?:#|rgb)")
SIZE = re.compile(r"--([ts]\d+|control(?:-small)?|radius|row):\s*([^;]+);")


def sheet() -> str:
    """What each page needs, in order: in one piece it is half as large on the way, and is asked for once."""
    return "\n".join((HERE / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)


@cache
def colours() -> list[tuple[str, list[str]]]:
    """(group, names) of every colour of the light theme."""
    names = dict.fromkeys(COLOUR.findall(_light()))
    left = list(names)
    found = []
    for group, pattern in GROUPS.items():
        mine = [name for name in left if pattern.match(name)]
        left = [name for name in left if name not in mine]
        found.append((group, mine))
    return [*found, ("state", left)]


@cache
def sizes() -> list[tuple[str, str]]:
    """(name, value) of type, distances and controls."""
    return SIZE.findall(_light())


@cache
def icons() -> list[str]:
    return re.findall(r'<symbol id="([\w-]+)"', (HERE / "icons.svg").read_text(encoding="utf-8"))


def _light() -> str:
    text = re.sub(r"/\*.*?\*/", "", (HERE / "tokens.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    return text.partition("}")[0]
