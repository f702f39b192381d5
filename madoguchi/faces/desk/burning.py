"""The burn-down of avoidable contacts as SVG, drawn on the server. Its figures stand in a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.faces.desk.charts import HEIGHT, Bar
from madoguchi.features.drivers.queries import Month

STEP = 40
WIDTH_OF_BAR = 20


@dataclass(frozen=True, slots=True)
class BurnDown:
    """`bars` of the rates, `spans` of their intervals (x, top, bottom), `target` the points of a polyline."""

    width: int
    height: int
    bars: list[Bar]
    spans: list[tuple[float, float, float]]
    target: str


def burn_down(months: Sequence[Month]) -> BurnDown | None:
    """A bar a month, all by one scale that begins with 0; None where no month has customers."""
    rates = [month.avoidable_rate for month in months]
    tops = [rate.high for rate in rates if rate.high is not None]
    if not tops:
        return None
    most = max([*tops, *(month.target for month in months if month.target is not None)]) or 1.0

    def y(value: float) -> float:
        return round(HEIGHT * (1 - value / most), 1)

    bars, spans, target = [], [], []
    for place, (month, rate) in enumerate(zip(months, rates, strict=True)):
        middle = place * STEP + STEP / 2
        if month.target is not None:
            target.append(f"{middle:.0f},{y(month.target)}")
        if rate.value is None or rate.low is None or rate.high is None:
            continue
        top = y(rate.value)
        bars.append(Bar(middle - WIDTH_OF_BAR / 2, top, WIDTH_OF_BAR, HEIGHT - top, 1))
        spans.append((middle, y(rate.high), y(rate.low)))
    return BurnDown(len(months) * STEP, HEIGHT, bars, spans, " ".join(target))
