"""How far what was there before is written down."""

from madoguchi.base.tenancy import tenant
from madoguchi.features.search.models import Reindex
from madoguchi.features.search.sources import SOURCES


def progress_of(workspace_id: int) -> dict[str, tuple[int, int]]:
    """By the name of each source how much is done, and of how much; (0, 0) where there is nothing to catch up with: a
    worker looks for that when it starts."""
    with tenant(workspace_id):
        rows = {row.source: row for row in Reindex.objects.filter(workspace_id=workspace_id)}
    return {source.name: _reached(rows.get(source.number)) for source in SOURCES.values()}


def _reached(row: Reindex | None) -> tuple[int, int]:
    if row is None:
        return 0, 0
    return (row.last, row.last) if row.ended_at else (row.upto, max(row.last, row.upto + 1))


def share_written(workspace_id: int) -> float:
    """Of all of it, from 0 to 1."""
    known = progress_of(workspace_id).values()
    done, total = sum(done for done, _total in known), sum(total for _done, total in known)
    return done / total if total else 1.0
