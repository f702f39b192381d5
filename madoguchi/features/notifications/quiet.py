"""Quiet hours: a time of each day, over midnight or not, and whole days, on the person's own clock."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Quiet:
    """`begins` and `ends` are both None for no quiet hours; `days` are quiet from midnight to midnight."""

    begins: time | None
    ends: time | None
    days: frozenset[int]
    zone: ZoneInfo

    def holds(self, at: datetime) -> bool:
        """Whether it is quiet at a moment."""
        local = at.astimezone(self.zone)
        if local.weekday() in self.days:
            return True
        if self.begins is None or self.ends is None:
            return False
        clock = local.time()
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends
