"""What can happen to the style of answers."""

from dataclasses import dataclass
from typing import ClassVar

from madoguchi.core.events.ledger import Fact


@dataclass(frozen=True, slots=True)
class StyleChanged(Fact):
    """What an inbox wants: `style` ("" nobody has decided) and `trial` (percent), before and after."""

    type: ClassVar[str] = "style.changed"
    inbox_id: int
    style: tuple[str, str]
    trial: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SegmentStyleChanged(Fact):
    """What a segment wants, before and after: "" where it was set, or taken away."""

    type: ClassVar[str] = "style.segment_changed"
    segment_id: int
    style: tuple[str, str]
