"""The style of a help centre in one piece: the house's colours, the pages' own rules, and the colour of the brand, of
which as much is kept as can be read."""

from functools import cache, lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders

from madoguchi.base.colours import ink_on, mixed, readable
from madoguchi.base.text import digest

SHEETS = ("desk/tokens.css", "desk/blocks.css", "portal/portal.css")
USUAL = "#165e83"  # 藍: tokens.css has it already
LIGHT = ("#f4f1e8", "#faf8f2", "#fffefb")  # the grounds of tokens.css, the deepest first
SIGN, PAPER = "desk/mark.svg", "#fffefb"
CHOSEN = ':root[data-theme="dark"]'
SYSTEM = ':root:not([data-theme="light"], [data-theme="dark"])'  # as tokens.css says it
ON_WASHES = 5.6  # to one on the grounds is 4.5 at least on what is washed with the colour
DARK = ("#2a2824", "#23221e", "#1b1a17")  # the lightest first


def sheet(colour: str) -> str:
    """What every page of a help centre with this colour needs."""
    return f"{_common()}\n{_accent(colour)}"


@lru_cache(512)
def name_of(colour: str) -> str:
    """Stands in the address, so that a browser may keep the sheet for ever."""
    return digest(sheet(colour))[:16]


def _accent(colour: str) -> str:
    if colour == USUAL:
        return ""
    light, dark = _said(named(colour, LIGHT)), _said(named(colour, DARK))
    both = f":root {{ {light} }}\n{CHOSEN} {{ {dark} }}\n"
    return f"{both}@media (prefers-color-scheme: dark) {{ {SYSTEM} {{ {dark} }} }}\n"


def named(colour: str, grounds: tuple[str, ...]) -> dict[str, str]:
    """The accent of tokens.css in the nearest shade of a colour that can be read on these grounds and on what is washed
    with it."""
    accent = readable(colour, grounds, at_least=ON_WASHES)
    ink = ink_on(accent)
    return {
        "indigo": accent,
        "indigo-fill": accent,
        "indigo-fill-hover": mixed(accent, "#000000" if ink == "#ffffff" else "#ffffff", 0.12),
        "on-brand": ink,
        "indigo-wash": mixed(accent, grounds[-1], 0.9),
        "indigo-wash-2": mixed(accent, grounds[-1], 0.8),
        "indigo-line": mixed(accent, grounds[-1], 0.65),
        "select": mixed(accent, grounds[-1], 0.88),
        "focus": accent,
    }


def _said(values: dict[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in values.items())


def icon(colour: str) -> str:
    """The sign of the house in the colour."""
    return _read(SIGN).replace(USUAL, colour).replace(PAPER, ink_on(colour))


@cache
def _common() -> str:
    return "\n".join(_read(name) for name in SHEETS)


def _read(name: str) -> str:
    path = finders.find(name)
    assert isinstance(path, str)
    return Path(path).read_text(encoding="utf-8")
