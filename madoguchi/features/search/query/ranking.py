"""The order of what was found: by how well, and how lately it was said."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import log1p

from madoguchi.features.search.query.candidates import Hit

FRESH = 0.6  # what was said just now counts so much more
HALF = 60.0  # days after which half of that is gone
OFTEN = 0.15


@dataclass(frozen=True, slots=True)
class Ranked:
    """A conversation with the message of it that fits best. `count` messages fit, of those that were looked at."""

    conversation_id: int
    thing_id: int
    at: datetime
    count: int
    score: float
    missing: tuple[str, ...] = ()


def ranked(hits: Iterable[Hit], *, present: datetime) -> list[Ranked]:
    """Conversations, the best first."""
    by_conversation: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_conversation[hit.conversation_id].append(hit)
    found = []
    for conversation_id, those in by_conversation.items():
        best = max(those, key=lambda hit: (hit.score, hit.at))
        latest = max(hit.at for hit in those)
        days = max(0.0, (present - latest).total_seconds() / 86_400)
        score = best.score * (1 + FRESH * 0.5 ** (days / HALF)) * (1 + OFTEN * log1p(len(those) - 1))
        found.append(Ranked(conversation_id, best.thing_id, best.at, len(those), round(score, 6)))
    return sorted(found, key=lambda one: (-one.score, -one.conversation_id))


def in_order(hits: Iterable[Hit]) -> list[Ranked]:
    """Conversations, the one with the newest message that fits first. Hits come newest first."""
    by_conversation: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_conversation[hit.conversation_id].append(hit)
    return [
        Ranked(conversation_id, those[0].thing_id, those[0].at, len(those), 0.0)
        for conversation_id, those in by_conversation.items()
    ]
