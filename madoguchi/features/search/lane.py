"""The lane of a worker that writes words down: what was said a moment ago, in batches, beside everything else."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import transaction

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.core.events.dispatch import claim
from madoguchi.core.events.models import Outbox
from madoguchi.features.search.sources import SOURCES
from madoguchi.features.search.steps import write_down
from madoguchi.features.search.subscribers import TOPIC

log = structlog.get_logger(__name__)

BATCH = 100


def write_some() -> int:
    """One batch of what is stale, in one transaction. Returns how many things there were.

    The duties go before their things are read: who changes one meanwhile waits, and queues it again.
    """
    with transaction.atomic():
        duties = claim(TOPIC, limit=BATCH)
        Outbox.objects.filter(id__in=[duty.id for duty in duties]).delete()
        groups: dict[tuple[int, str], list[Outbox]] = defaultdict(list)
        for duty in duties:
            groups[duty.workspace_id, duty.subscriber].append(duty)
        for (workspace_id, source), those in sorted(groups.items()):  # in one order: see steps.hold
            with tenant(workspace_id):
                _write(source, those)
    return len(duties)


def _write(source: str, duties: Sequence[Outbox]) -> None:
    """All of them at once; where that fails, each alone, so that one thing that cannot be read stops no other."""
    try:
        with transaction.atomic():
            write_down(SOURCES[source], [duty.ref_id for duty in duties])
    except Exception as error:
        if len(duties) > 1:
            for duty in duties:
                _write(source, [duty])
        else:
            log.error("words not written down", source=source, thing=duties[0].ref_id, exc_info=error)
            _put_back(duties[0], error)


def _put_back(duty: Outbox, error: Exception) -> None:
    attempts = duty.attempts + 1
    Outbox.objects.create(
        topic=TOPIC,
        workspace_id=duty.workspace_id,
        ref_id=duty.ref_id,
        subscriber=duty.subscriber,
        attempts=attempts,
        due_at=now() + timedelta(seconds=min(2**attempts, 3600)),
        error=type(error).__name__,
    )
