"""Pages of a listing, all of it by its ids, and how many there are."""

from dataclasses import dataclass

from django.db.models import QuerySet

from madoguchi.base.paging import Page, bad_cursor, behind, kept_page_of, page_of
from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.views import as_listed
from madoguchi.features.views.listing import Listing, rows_of
from madoguchi.features.views.looking import Reach, is_indexed, reach
from madoguchi.features.views.orders import Part

LOOKED_AT = 3000  # conversations for a page
LOOKED_AT_FOR_ALL = 100_000  # when all that match are wanted


@dataclass(frozen=True, slots=True)
class Looked(Page[Conversation]):
    """`is_looking`: the page ends because so many were looked at; behind it there may be more, or nothing."""

    is_looking: bool = False


def page(listing: Listing, *, cursor: str = "", limit: int = 40) -> Looked:
    """One page with all that a row shows: one query, two where the list is narrowed, and again for each part of its
    order that ends on the page. Raises Refused("bad-cursor").
    """
    number, after = _place(listing, cursor)
    found: list[Conversation] = []
    far: Reach | None = None
    for part in listing.order.parts[number:]:
        here, far = _page_of_part(listing, part, far, after, limit - len(found))
        found += here.rows
        if here.next:
            return Looked(found, f"{number}.{here.next}", here.is_looking)
        number, after = number + 1, ""
        if len(found) == limit and number < len(listing.order.parts):
            return Looked(found, f"{number}.")
    return Looked(found, "")


def ids_of(listing: Listing, *, most: int) -> list[int]:
    """The first `most` of a listing by their ids; of a narrowed one those among the first LOOKED_AT_FOR_ALL."""
    found: list[int] = []
    far: Reach | None = None
    for part in listing.order.parts:
        rows = rows_of(listing).filter(part.only)
        if not is_indexed(listing):
            far = far if far and far.few is not None else reach(listing, part, "", LOOKED_AT_FOR_ALL)
            rows = far.cut(rows, part)
        found += rows.order_by(*part.by).values_list("id", flat=True)[: most - len(found)]
        if len(found) == most:
            break
    return found


def _place(listing: Listing, cursor: str) -> tuple[int, str]:
    """The number of the part, and the cursor in it."""
    number, dot, after = cursor.partition(".")
    if not dot:
        return 0, cursor
    if not (number.isascii() and number.isdigit() and int(number[:2]) < len(listing.order.parts)):
        raise bad_cursor()
    return int(number[:2]), after


def _page_of_part(
    listing: Listing, part: Part, before: Reach | None, after: str, limit: int
) -> tuple[Looked, Reach | None]:
    """With how far was looked; a few conversations `before` are those of every part."""

    def shown(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
        """Looked up for those of the page alone: the rest may have to be sorted."""
        ids = behind(rows, part.by, after).order_by(*part.by).values("id")[: limit + 1]
        return as_listed(Conversation.objects.filter(id__in=ids), listing.actor)

    rows = rows_of(listing).filter(part.only)
    if is_indexed(listing):
        key = ("views", listing, part)
        here = kept_page_of(key, lambda: shown(rows), order=part.by, cursor=after, limit=limit)
        return Looked(here.rows, here.next), None
    far = before if before and before.few is not None else reach(listing, part, after, LOOKED_AT)
    here = page_of(shown(far.cut(rows, part)), order=part.by, cursor=after, limit=limit)
    return Looked(here.rows, here.next or far.edge, is_looking=not here.next and bool(far.edge)), far
