"""Parting a volume into which far more came than it should hold: an import brings years at once."""

from django.db import connection

from madoguchi.base.tenancy import tenant
from madoguchi.features.search.jobs import split_later
from madoguchi.features.search.models import Volume
from madoguchi.features.search.steps import FULL, hold

MIDDLE = """
SELECT at FROM (
  SELECT at, row_number() OVER (ORDER BY at) AS place FROM search_entries WHERE volume_id = %s
) AS placed WHERE place = %s
"""
MOVE = "UPDATE search_entries SET volume_id = %s WHERE volume_id = %s AND at >= %s"


def split(volume_id: int, *, workspace_id: int) -> None:
    """Give what is newer than its first FULL entries to a new volume, and go on there if that is still too much."""
    with tenant(workspace_id):
        hold()
        volume = Volume.objects.filter(id=volume_id).first()
        if volume is None or volume.entries < FULL * 2:
            return
        with connection.cursor() as cursor:
            cursor.execute(MIDDLE, [volume.id, FULL + 1])
            row = cursor.fetchone()
            if row is None or row[0] == volume.begins_at:
                return
            newer = Volume.objects.create(
                workspace_id=workspace_id, source=volume.source, begins_at=row[0], ends_at=volume.ends_at
            )
            cursor.execute(MOVE, [newer.id, volume.id, newer.begins_at])
            newer.entries = cursor.rowcount
        volume.entries, volume.ends_at = FULL, newer.begins_at
        volume.save(update_fields=["entries", "ends_at"])
        newer.save(update_fields=["entries"])
        if newer.entries >= FULL * 2:
            split_later(newer)
