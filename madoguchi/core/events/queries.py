"""Reading the ledger in bulk, without missing a fact.

Ids are given out when a row is written and seen when it is committed: whoever asks for "id greater than the last"
misses the facts of slower transactions. The order here is (transaction, id), up to the oldest transaction that still
runs: below that horizon nothing can appear any more (PostgreSQL: pg_snapshot_xmin).

After a restore into another server the transactions count from anew. The restore then gives every row the
transaction 1 (restoring.py), and a cursor from before, whose transaction lies in the future, goes on by its id.
"""

import base64
import binascii
from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from madoguchi.base.errors import Refused
from madoguchi.base.paging import Page
from madoguchi.core.events.models import Event

LARGEST = 2**63 - 1
SETTLED = ["events.xid < pg_snapshot_xmin(pg_current_snapshot())"]
BEHIND = ["(events.xid, events.id) > (%s::xid8, %s)"]


def settled_page(events: QuerySet[Event], *, cursor: str = "", limit: int = 50) -> Page[Event]:
    """The oldest of `events` behind `cursor`. The cursor of the page leads on even where there is no more yet.

    Raises Refused("bad-cursor").
    """
    found = events.extra(where=SETTLED)  # noqa: S610 (constants)
    if cursor:
        found = found.extra(where=BEHIND, params=_position(cursor))  # noqa: S610 (a constant and its parameters)
    found = found.annotate(written_by=RawSQL("events.xid::text", []))
    rows = list(found.order_by(RawSQL("events.xid", []), "id")[:limit])
    return Page(rows, _cursor_of(rows[-1]) if rows else cursor)


def of_cause(events: Sequence[Event], *types: str) -> set[int]:
    """The ids of those among `events` whose cause is a fact of these types; no query where none has a cause."""
    causes = {event.cause_id for event in events if event.cause_id is not None}
    if not causes:
        return set()
    known = set(Event.objects.filter(id__in=causes, type__in=types).values_list("id", flat=True))
    return {event.id for event in events if event.cause_id in known}


def _cursor_of(event: Event) -> str:
    text = f"{event.written_by}:{event.id}"  # type: ignore[attr-defined]  # annotated above
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _position(cursor: str) -> list[str | int]:
    try:
        xid, event_id = map(int, base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(":"))
        if not (0 <= xid <= LARGEST and 0 <= event_id <= LARGEST):
            raise ValueError(cursor)
    except (ValueError, binascii.Error) as error:
        text = _("This page link is no longer valid. Start again from the first page.")
        raise Refused("bad-cursor", text, field="cursor") from error
    return ["1" if _is_in_the_future(xid) else str(xid), event_id]


def _is_in_the_future(xid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::xid8 >= pg_snapshot_xmax(pg_current_snapshot())", [str(xid)])
        row = cursor.fetchone()
    return bool(row and row[0])
