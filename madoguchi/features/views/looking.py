"""How far a narrowed list is looked through, so that its price does not grow with the number of conversations.

A built-in list is read along its index. Whoever narrows it asks for something that may be rare. Where a condition names
few conversations (one customer's, those of a rare tag), these alone are looked at, however old they are; else the next
so many of the list's own order, and the page after it goes on from there.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from madoguchi.base.paging import behind, cursor_at, up_to
from madoguchi.base.together import asked_together
from madoguchi.core.conversations.models import Conversation, ConversationTag, Follow, Mention
from madoguchi.core.conversations.queries.help import open_for
from madoguchi.core.conversations.queries.views import OPEN
from madoguchi.features.views.conditions import Condition, only
from madoguchi.features.views.fields import field_of
from madoguchi.features.views.fields.choices import NOBODY
from madoguchi.features.views.listing import Listing
from madoguchi.features.views.orders import Part, walk

FEW = 1000
INDEXED = ("assignee", "team", "inbox")  # where everything is open
NARROW = (
    "help",
    "mentioned",
    "followed",
    "contact",
    "company",
    "tag",
    *INDEXED,
)  # the one that is likely to be rarest first


@dataclass(frozen=True, slots=True)
class Reach:
    """What is looked at: these conversations, or those up to `edge` (a cursor), or, with neither, all."""

    few: tuple[int, ...] | None = None
    edge: str = ""

    def cut(self, rows: QuerySet[Conversation], part: Part) -> QuerySet[Conversation]:
        """The conversations of a part that are looked at."""
        if self.few is not None:
            return rows.filter(id__in=self.few)
        return up_to(rows, part.by, self.edge) if self.edge else rows


def is_indexed(listing: Listing) -> bool:
    """Whether an index leads along the list itself."""
    if listing.scope.tag_id is not None:
        return False
    if not listing.conditions:
        return True
    fields = ("status", *INDEXED)
    return listing.is_open and all(one.field in fields and not one.negated for one in listing.conditions)


def reach(listing: Listing, part: Part, cursor: str, count: int) -> Reach:
    """How far to look for what stands behind a cursor: one query."""
    walked = Conversation.objects.filter(workspace_id=listing.actor.workspace_id).filter(_along(listing, part))
    names = [name.lstrip("-") for name in part.by]
    edge = behind(walked, part.by, cursor).order_by(*part.by).values(*names)[count - 1 : count]
    narrow = _narrow(listing)
    if narrow is None:
        found, edges = [], asked_together(edge)[0]
    else:
        found, edges = asked_together(narrow[: FEW + 1], edge)
        if len(found) <= FEW:
            return Reach(few=tuple(number for row in found for number in row.values()))
    return Reach(edge=cursor_at([edges[0][name] for name in names]) if edges else "")


def _along(listing: Listing, part: Part) -> Q:
    """What the index of a part leads along: all that it holds, or its stretch where a condition is about its order."""
    if listing.shows_spam:
        return Q(is_spam=True)
    column = part.by[0].lstrip("-")
    about = [one for one in listing.conditions if (field := field_of(one.field)) and field.column == column]
    return walk(part, is_open=listing.is_open) & only(listing.actor, about)


def _narrow(listing: Listing) -> "QuerySet[Any, Any] | None":
    """The ids that the rarest of the conditions allows, found by an index of its own; None where there is none."""
    conditions = {one.field: one for one in reversed(listing.conditions) if not one.negated}
    if listing.scope.tag_id is not None:
        conditions.setdefault("tag", Condition("tag", "is", (listing.scope.tag_id,)))
    for name in NARROW:
        one = conditions.get(name)
        if one is not None and (name not in INDEXED or listing.is_open) and one.fits:
            return _ids(listing, one)
    return None


def _ids(listing: Listing, one: Condition) -> "QuerySet[Any, Any]":
    workspace_id = listing.actor.workspace_id
    if one.field == "mentioned":
        unread = Mention.objects.filter(workspace_id=workspace_id, person_id=listing.actor.own_id, read_at=None)
        return unread.order_by().values("conversation_id")
    if one.field == "help":
        return open_for(listing.actor).order_by().values("conversation_id")
    if one.field == "followed":
        mine = Follow.objects.filter(workspace_id=workspace_id, person_id=listing.actor.own_id)
        return mine.order_by().values("conversation_id")
    if one.field == "tag" and NOBODY not in one.value:
        worn = ConversationTag.objects.filter(workspace_id=workspace_id, tag_id__in=one.value)
        return worn.order_by().values("conversation_id")
    rows = Conversation.objects.filter(workspace_id=workspace_id).filter(only(listing.actor, [one]))
    return (rows.filter(OPEN) if listing.is_open else rows).order_by().values("id")
