"""Tells the hubs of all processes names, by notifications of PostgreSQL (what they mean: faces/live/frames.py)."""

import json
from collections.abc import Iterable, Iterator

from madoguchi.base.prepared import prepared

CHANNEL = "madoguchi_live"
MOST_BYTES = 7_000  # PostgreSQL takes 8,000 in one notification


def tell(workspace_id: int, names: Iterable[str]) -> None:
    """Notify the hubs, at once or when the running transaction commits; `workspace_id` 0 for names of sessions."""
    for some in chunks(sorted(names)):
        payload = json.dumps({"w": workspace_id, "n": some}, separators=(",", ":"))
        with prepared() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def chunks(names: Iterable[str]) -> Iterator[list[str]]:
    """As many names at a time as one notification holds."""
    chunk: list[str] = []
    size = 0
    for name in names:
        if size + len(name) + 3 > MOST_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(name)
        size += len(name) + 3
    if chunk:
        yield chunk
