"""The job that works bulks off: a second at a time, so that other jobs have their turn in between."""

from procrastinate import JobContext, RetryStrategy

from madoguchi.base.jobs import BULK, LAST, defer, job
from madoguchi.features.bulk.models import Bulk

TRIES = 6  # of a part, after the first one; then the bulk is closed


def go_on_later(row: Bulk) -> None:
    """Put it behind what is waiting; of one workspace one is worked off at a time, by turns."""
    defer(bulk, lock=f"bulk:{row.workspace_id}", workspace_id=row.workspace_id, bulk_id=row.id)


@job(
    "bulk",
    queue=BULK,
    priority=LAST,
    pass_context=True,
    retry=RetryStrategy(max_attempts=TRIES, wait=5, exponential_wait=2),
)
def bulk(context: JobContext, workspace_id: int, bulk_id: int) -> None:
    """Do the next part of a bulk, or of undoing it."""
    from madoguchi.features.bulk.working import try_to_go_on  # actions defer this very job

    try_to_go_on(bulk_id, workspace_id=workspace_id, tried=context.job.attempts)
