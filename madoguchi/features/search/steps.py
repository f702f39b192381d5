"""Writing words down, inside the transaction and `tenant()` of the caller."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from django.db import connection, transaction

from madoguchi.base.tenancy import current_workspace
from madoguchi.features.search.document import Taken, taken
from madoguchi.features.search.jobs import split_later
from madoguchi.features.search.models import Entry, Volume
from madoguchi.features.search.sources import Source

FULL = 65_536  # entries of a volume: a word that stands in each of them is found within a few ms
FIRST_TIME = datetime(1, 1, 1, tzinfo=UTC)
LOCK = 0x5EA0  # the class of an advisory lock
MOST_REMEMBERED = 200_000  # typed words that this process knows to be written down

WRITE = """
INSERT INTO search_entries (workspace_id, source, thing_id, volume_id, at, conversation_id, inbox_id, words)
SELECT %s::bigint, %s::smallint, one.thing_id, one.volume_id, one.at, one.conversation_id, one.inbox_id, one.words
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::bigint[], %s::bigint[], %s::tsvector[])
  AS one (thing_id, volume_id, at, conversation_id, inbox_id, words)
ON CONFLICT (workspace_id, source, thing_id) DO UPDATE
SET volume_id = excluded.volume_id, at = excluded.at, conversation_id = excluded.conversation_id,
    inbox_id = excluded.inbox_id, words = excluded.words
WHERE (search_entries.words, search_entries.conversation_id, search_entries.inbox_id, search_entries.at)
  IS DISTINCT FROM (excluded.words, excluded.conversation_id, excluded.inbox_id, excluded.at)
RETURNING volume_id, xmax = 0
"""
LEARN = """
INSERT INTO search_words (workspace_id, typed, word)
SELECT %s::bigint, typed, word FROM unnest(%s::text[], %s::text[]) AS one (typed, word) ORDER BY typed, word
ON CONFLICT DO NOTHING
"""


def write_down(source: Source, ids: Collection[int]) -> None:
    """Bring the entries of these things up to date; those of things that are gone, go. One transaction at a time does
    so in a workspace."""
    hold()
    made = [taken(document) for document in source.documents(ids)]
    gone = set(ids) - {one.document.thing_id for one in made}
    if gone:
        Entry.objects.filter(workspace_id=current_workspace(), source=source.number, thing_id__in=gone).delete()
    if made:
        put(source, made)
        learn(pair for one in made for pair in one.known)


def put(source: Source, made: Sequence[Taken]) -> None:
    """Write entries into the volumes of their times."""
    ordered = sorted(made, key=lambda one: one.document.at)
    documents = [one.document for one in ordered]
    volumes = _volumes(source, [document.at for document in documents])
    begins = [volume.begins_at for volume in volumes]
    homes = [volumes[bisect_right(begins, document.at) - 1] for document in documents]
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            [
                current_workspace(),
                source.number,
                [document.thing_id for document in documents],
                [home.id for home in homes],
                [document.at for document in documents],
                [document.conversation_id for document in documents],
                [document.inbox_id for document in documents],
                [one.vector for one in ordered],
            ],
        )
        new = Counter(volume_id for volume_id, is_new in cursor.fetchall() if is_new)
    for home, document in dict(zip(homes, documents, strict=True)).items():  # the newest document of each home
        before = home.entries // FULL
        home.entries += new[home.id]
        home.ends_at = max(home.ends_at, document.at)
        home.save(update_fields=["entries", "ends_at"])
        if home.entries // FULL > max(before, 1):
            split_later(home)


def _volumes(source: Source, times: Sequence[datetime]) -> list[Volume]:
    """All volumes of a source, the oldest first. A full one is followed by another as soon as something comes that is
    newer than all of it."""
    mine = Volume.objects.filter(workspace_id=current_workspace(), source=source.number)
    volumes = list(mine.order_by("begins_at"))
    if not volumes:
        volumes.append(_open(source, FIRST_TIME))
    last = volumes[-1]
    later = [at for at in times if at > last.ends_at] if last.entries >= FULL else []
    return [*volumes, _open(source, later[0])] if later else volumes


def hold() -> None:
    """Wait until nobody else writes words in this workspace, and let nobody until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [LOCK, current_workspace()])


def _open(source: Source, begins_at: datetime) -> Volume:
    return Volume.objects.create(
        workspace_id=current_workspace(), source=source.number, begins_at=begins_at, ends_at=begins_at
    )


_known: dict[tuple[int, str, str], None] = {}


def learn(pairs: Iterable[tuple[str, str]]) -> None:
    """Remember how words may be typed. What this process wrote down before costs nothing."""
    workspace_id = current_workspace()
    new = {(workspace_id, *pair) for pair in pairs} - _known.keys()
    if not new:
        return
    with connection.cursor() as cursor:
        cursor.execute(LEARN, [workspace_id, [typed for _w, typed, _word in new], [word for _w, _typed, word in new]])
    if len(_known) > MOST_REMEMBERED:
        _known.clear()
    transaction.on_commit(lambda: _known.update(dict.fromkeys(new)))
