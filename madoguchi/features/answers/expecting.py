"""Whoever opens a chat will ask in a moment: what the first question needs is brought to hand while they write it.

The dictionary, and what was learnt, are let go when nobody asks: loaded only with the question, they would make whoever
comes first after a pause wait for seconds. The web says that a chat was opened (a notification, nothing is written), a
worker brings it to hand.
"""

import threading
import time

from madoguchi.base.tenancy import tenant
from madoguchi.base.words.japanese import pieces
from madoguchi.core.events.ledger import Wake
from madoguchi.features.answers.memory import known_to

EXPECTED = "expected"  # the topic: "expected:<workspace>"
EACH = 60.0  # seconds; for one workspace it is said no more often
SAMPLE = "窓口に聞く"

_said: dict[int, float] = {}
_waiting: set[int] = set()
_lock = threading.Lock()


def expect_a_question(workspace_id: int) -> None:
    """Somebody has opened a chat there."""
    at = time.monotonic()
    with _lock:
        if at - _said.get(workspace_id, -EACH) < EACH:
            return
        _said[workspace_id] = at
    Wake({f"{EXPECTED}:{workspace_id}"})()


def heard(workspace_id: int) -> None:
    """The worker has heard of it."""
    with _lock:
        _waiting.add(workspace_id)


def bring_to_hand() -> int:
    """What the next question of each workspace needs that was heard of. Returns how many there were."""
    with _lock:
        some = list(_waiting)
        _waiting.clear()
    for workspace_id in some:
        pieces(SAMPLE)
        with tenant(workspace_id):
            known = known_to(workspace_id)
        if known is not None:
            known.ranker.rank(SAMPLE, limit=1)  # the first is slow: it imports, and compiles
    return len(some)
