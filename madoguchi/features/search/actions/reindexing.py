"""Writing down the words of what was there before their index was: part by part, so that it may end anywhere."""

from importlib.metadata import version

from madoguchi.base.clock import now
from madoguchi.base.tenancy import tenant
from madoguchi.features.search.jobs import reindex_later
from madoguchi.features.search.models import Reindex
from madoguchi.features.search.sources import SOURCES
from madoguchi.features.search.steps import write_down

RULES = f"1/{version('sudachidict-core')}"  # another number when texts are taken apart otherwise than before


def begin_reindex(workspace_id: int, *, anew: bool = False) -> int:
    """Begin what was never begun, or by other rules (`anew`: all of it), and go on with what was. How many sources."""
    begun = 0
    with tenant(workspace_id):
        known = {row.source: row for row in Reindex.objects.select_for_update().filter(workspace_id=workspace_id)}
        for source in SOURCES.values():
            row = known.get(source.number)
            if row is None or row.rules != RULES or anew:
                Reindex.objects.update_or_create(
                    workspace_id=workspace_id,
                    source=source.number,
                    defaults={"rules": RULES, "upto": 0, "last": source.last_id(), "began_at": now(), "ended_at": None},
                )
            elif row.ended_at is not None:
                continue
            begun += 1
            reindex_later(workspace_id, source.name)
    return begun


def go_on(name: str, *, workspace_id: int, most: int) -> bool:
    """Write down the next part of a source. Whether there is more."""
    source = SOURCES[name]
    with tenant(workspace_id):
        row = Reindex.objects.select_for_update().filter(workspace_id=workspace_id, source=source.number).first()
        if row is None or row.ended_at is not None:
            return False
        ids = [one for one in source.ids_behind(row.upto, most) if one <= row.last]
        if ids:
            write_down(source, ids)
            row.upto = ids[-1]
        if len(ids) < most:
            row.upto, row.ended_at = row.last, now()
        row.save(update_fields=["upto", "ended_at"])
        return row.ended_at is None
