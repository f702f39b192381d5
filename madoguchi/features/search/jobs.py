"""Work on the words that is done later. Each job may run twice."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from madoguchi.base.jobs import job
from madoguchi.base.tenancy import tenant
from madoguchi.features.search.models import Volume

PART = 500  # things a run
LATER = RetryStrategy(max_attempts=12, wait=5, exponential_wait=2)


def split_later(volume: Volume) -> None:
    """Part a volume that has become too large."""
    app.configure_task("madoguchi.split_volume", lock=f"split:{volume.id}").defer(
        workspace_id=volume.workspace_id, volume_id=volume.id
    )


def renew_later(workspace_id: int, contact_id: int, behind: int = 0) -> None:
    """Write down anew what was said in a person's conversations, because they are called otherwise now."""
    app.configure_task("madoguchi.renew_words").defer(workspace_id=workspace_id, contact_id=contact_id, behind=behind)


def reindex_later(workspace_id: int, source: str) -> None:
    """Go on writing down what was there before; one at a time for a workspace."""
    app.configure_task("madoguchi.reindex", lock=f"reindex:{workspace_id}").defer(
        workspace_id=workspace_id, source=source
    )


@job("split_volume", retry=LATER)
def split_volume(workspace_id: int, volume_id: int) -> None:
    """Give the newer half of a volume to one of its own."""
    from madoguchi.features.search.actions.splitting import split  # its steps defer this very job

    split(volume_id, workspace_id=workspace_id)


@job("renew_words", retry=LATER)
def renew_words(workspace_id: int, contact_id: int, behind: int) -> None:
    """One part of a person's messages, then the next."""
    from madoguchi.features.search.actions.renewing import renew_contact  # its steps defer jobs of this file

    with tenant(workspace_id):
        last = renew_contact(contact_id, behind=behind, most=PART)
        if last:
            renew_later(workspace_id, contact_id, last)


@job("reindex", retry=LATER)
def reindex(workspace_id: int, source: str) -> None:
    """One part of what was there before, then the next."""
    from madoguchi.features.search.actions.reindexing import go_on  # its steps defer jobs of this file

    if go_on(source, workspace_id=workspace_id, most=PART):
        reindex_later(workspace_id, source)
