"""How many conversations saved views hold: cut short, and never looked for further than the newest open ones."""

from functools import lru_cache

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.counting import Counting, counting_of
from madoguchi.core.conversations.queries.views import NEWEST, OPEN
from madoguchi.features.views.listing import Listing, rows_of
from madoguchi.features.views.looking import is_indexed

LOOKED_AT = 1000


def is_counted(listing: Listing) -> bool:
    """Open work is counted; of what lies further back nobody needs to know how much there is."""
    return listing.is_open


def counting_of_listing(listing: Listing) -> Counting:
    """The count of a listing; of a narrowed one among the LOOKED_AT newest open ones."""
    is_of_today = any(one.op == "day" for one in listing.conditions)
    return _made(listing) if is_of_today else _kept(listing)


def _made(listing: Listing) -> Counting:
    rows = rows_of(listing)
    if not is_indexed(listing):
        walked = Conversation.objects.filter(OPEN, workspace_id=listing.actor.workspace_id).order_by(*NEWEST)
        rows = rows.filter(id__in=walked.values("id")[:LOOKED_AT])
    return counting_of(rows)


_kept = lru_cache(maxsize=4096)(_made)
