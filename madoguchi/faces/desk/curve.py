"""The curve of who still waits, as SVG, drawn on the server. Its figures stand in a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.base.survival import Point

WIDTH, HEIGHT = 600, 180


@dataclass(frozen=True, slots=True)
class Curve:
    """`line` and `band` are paths; `marks` the places (0 to WIDTH) of seconds beneath it, with what they are."""

    line: str
    band: str
    marks: list[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT

    def x(self, seconds: float) -> float:
        """Where a time stands."""
        return round(WIDTH * min(seconds / self.marks[-1][1], 1), 1)


def curve(points: Sequence[Point], *, least: int) -> Curve:
    """Steps from all of them at 0 s down to the last point; the axis is at least `least` seconds long."""
    longest = max(least, *(int(point.time) for point in points)) if points else least
    step = next((size for size in (15, 30, 60, 120, 300, 600, 1800, 3600) if longest / size <= 8), 7200)
    end = -(-longest // step) * step
    line = _steps([(point.time, point.share) for point in points], end)
    high = _steps([(point.time, point.high) for point in points], end)
    low = _steps([(point.time, point.low) for point in points], end)
    band = _path([*high, *reversed(low)]) + "Z"
    return Curve(_path(line), band, [(WIDTH * at / end, at) for at in range(0, end + 1, step)])


def _steps(levels: Sequence[tuple[float, float]], end: int) -> list[tuple[float, float]]:
    places, level = [(0.0, 0.0)], 1.0
    for time, share in levels:
        x = WIDTH * time / end
        places += [(x, HEIGHT * (1 - level)), (x, HEIGHT * (1 - share))]
        level = share
    return [*places, (WIDTH, HEIGHT * (1 - level))]


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
