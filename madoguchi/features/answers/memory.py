"""What was learnt, at hand in this process: loaded when it is first needed, let go after a rest or for a newer one."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from madoguchi.core.inboxes.steps import content_of
from madoguchi.features.answers.models import FORMAT, AnswerModel, AnswerPolicy

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking import Ranker

REST = 1_800.0  # seconds without a question
MOST = 8  # workspaces at once; the longest unused goes first


@dataclass(slots=True)
class Known:
    """A ranker, and the row that it comes from."""

    model_id: int
    ranker: "Ranker"
    asked_at: float


_known: "OrderedDict[tuple[int, str], Known]" = OrderedDict()
_lock = threading.Lock()


def known_to(workspace_id: int, audience: str = "public") -> Known | None:
    """What is in use for an audience; agents without manuals of their own have that of the public. None: nothing was
    learnt yet. In the running tenant."""
    found = in_use(audience).filter(workspace_id=workspace_id).values_list("audience", "id").first()
    if found is None:
        return None
    audience, model_id = found
    let_go()
    with _lock:
        known = _known.get((workspace_id, audience))
        if known is not None and known.model_id == model_id:
            known.asked_at = time.monotonic()
            _known.move_to_end((workspace_id, audience))
            return known
    from madoguchi.features.answers.ranking import Ranker  # numpy: not in processes that are never asked

    row = AnswerModel.objects.select_related("content").get(id=model_id)
    known = Known(model_id, Ranker.from_bytes(content_of(row.content)), time.monotonic())
    with _lock:
        _known[workspace_id, audience] = known
        while len(_known) > MOST:
            _known.popitem(last=False)
    return known


def in_use(audience: str) -> "QuerySet[AnswerModel]":
    """What is in use for an audience in the running tenant, what it falls back on last: "agents" before "public"."""
    return AnswerModel.objects.filter(in_use=True, format=FORMAT, audience__in={audience, "public"}).order_by(
        "audience"
    )


def readings_of(workspace_id: int) -> bytes:
    """What was read for the last learning; in the running tenant."""
    row = (
        AnswerPolicy.objects.filter(workspace_id=workspace_id, readings__isnull=False)
        .select_related("readings")
        .first()
    )
    return content_of(row.readings) if row is not None and row.readings is not None else b""


def is_trained(workspace_id: int) -> bool:
    """Whether anything can be answered from an article."""
    return AnswerModel.objects.filter(workspace_id=workspace_id, in_use=True, audience="public", format=FORMAT).exists()


def forget() -> None:
    """Everything: the next question loads it anew."""
    with _lock:
        _known.clear()


def let_go(_workspace_id: int = 0) -> None:
    """Forget what nobody has asked for a while."""
    with _lock:
        for key in [key for key, known in _known.items() if time.monotonic() - known.asked_at > REST]:
            del _known[key]
