"""The job that works bulks off: a second at a time, so that other jobs have their turn in between."""

from procrastinate.contrib.django import app

from madoguchi.base.jobs import job
from madoguchi.features.bulk.models import Bulk

LAST = -10  # whatever else is due goes first


def go_on_later(bulk: Bulk) -> None:
    """Put it behind what is waiting; of one workspace one is worked off at a time, by turns."""
    app.configure_task("madoguchi.bulk", lock=f"bulk:{bulk.workspace_id}", queue="bulk", priority=LAST).defer(
        workspace_id=bulk.workspace_id, bulk_id=bulk.id
    )


@job("bulk", queue="bulk")
def bulk(workspace_id: int, bulk_id: int) -> None:
    """Do the next part of a bulk, or of undoing it."""
    from madoguchi.features.bulk.working import go_on  # actions defer this very job

    go_on(bulk_id, workspace_id=workspace_id)
