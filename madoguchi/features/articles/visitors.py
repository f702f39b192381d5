"""Who reads the help centre: a key that holds for one day and tells nobody who it is; and who is of the hold-out.

The key is a keyed hash of address, browser and day, so that no cookie is needed and no visitor is followed from one
day to the next.
"""

from dataclasses import dataclass
from datetime import date

from madoguchi.base.text import sign

LENGTH = 26  # 130 bits


@dataclass(frozen=True, slots=True)
class Visit:
    """Who does it, and where: `key` is of visitor_of(), `place` one of models.reading.Place."""

    workspace_id: int
    key: str
    place: str
    contact_id: int | None = None


def visitor_of(workspace_id: int, *, address: str, agent: str, day: date) -> str:
    """The key of a browser (`agent` is what it calls itself) at an address, for a day."""
    return sign("help-visitor", f"{workspace_id}|{day.isoformat()}|{address}|{agent[:300]}", length=LENGTH)


def is_held_out(visitor: str, percent: int) -> bool:
    """Whether a visitor is among the `percent` who are offered no articles before they write to us: by their key, so
    that it is the same the whole day."""
    return int(sign("help-hold-out", visitor, length=16), 36) % 100 < percent if percent else False
