"""Small charts as SVG, drawn on the server. The figures stand in a table beside them: a chart is for the eye alone."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 96
STEP = 40
WIDTH_OF_BAR = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `series` is its place among those of one day."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars side by side, `places` the middle of each group."""

    width: int
    height: int
    bars: list[Bar]
    places: list[float]


def bars(groups: Sequence[Sequence[int]]) -> Chart:
    """A group of bars for each of the groups of numbers, all by one scale that begins with 0."""
    most = max((number for group in groups for number in group), default=0) or 1
    drawn = []
    for place, group in enumerate(groups):
        left = place * STEP + (STEP - len(group) * WIDTH_OF_BAR) / 2
        for series, number in enumerate(group):
            height = round(HEIGHT * number / most, 1)
            drawn.append(Bar(left + series * WIDTH_OF_BAR, HEIGHT - height, WIDTH_OF_BAR - 2, height, series))
    return Chart(len(groups) * STEP, HEIGHT, drawn, [place * STEP + STEP / 2 for place in range(len(groups))])
