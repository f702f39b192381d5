"""What the style sheets alone decide of WCAG AA: every pair of ink and ground that the components use has its contrast,
in both themes (1.4.3 text, 1.4.11 edges), and a screen may be turned (1.3.4)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[3] / "madoguchi/faces/desk/static/desk/tokens.css"
GROUNDS = ("ground-deep", "ground", "paper", "float", "select")
WASHES = ("indigo-wash", "indigo-wash-2", "kerria-wash", "kerria-wash-2", "vermilion-wash", "bamboo-wash")

TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3", "indigo", "vermilion", "bamboo", "kerria")
        for ground in GROUNDS
    ),
    *((ink, wash) for ink in ("ink", "ink-2") for wash in WASHES),
    *((wash.split("-")[0], wash) for wash in WASHES),
    *(("ink-3", wash) for wash in WASHES if not wash.endswith("2")),
    *(("ink-inverse", fill) for fill in ("indigo-fill", "indigo-fill-hover", "vermilion-fill", "vermilion-fill-hover")),
    *((f"face-{n}-ink", f"face-{n}") for n in range(8)),
]
EDGES = [
    *(("edge", ground) for ground in ("ground-deep", "ground", "paper", "float")),
    *(("focus", ground) for ground in GROUNDS),
]


def themes() -> dict[str, dict[str, str]]:
    """{"light" | "dark" | "system": {name: "#rrggbb"}} as tokens.css states them; dark and system inherit nothing."""
    blocks = re.findall(
        r"(:root[^{]*)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)
    )
    found = {}
    for selector, body in blocks:
        colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", body))
        if ":not(" in selector:
            found["system"] = colours
        elif "dark" in selector:
            found["dark"] = colours
        elif colours:
            found["light"] = colours
    return found


def contrast(first: str, second: str) -> float:
    """1..21, by WCAG 2.2 "relative luminance"."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_reaches_aa(theme: str) -> None:
    colours = themes()[theme]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_and_focus_reach_three_to_one(theme: str) -> None:
    colours = themes()[theme]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_dark_by_choice_and_dark_by_the_system_are_the_same() -> None:
    found = themes()
    assert found["dark"] == found["system"]


def test_every_light_colour_has_its_dark_one() -> None:
    found = themes()
    assert found["light"].keys() == found["dark"].keys()


def test_no_style_holds_a_screen_to_one_orientation() -> None:
    sheets = list(TOKENS.parents[3].glob("*/static/**/*.css"))
    assert len(sheets) > 10
    assert [sheet.name for sheet in sheets if "orientation:" in sheet.read_text(encoding="utf-8")] == []
