"""The orders that a list can have, and which of them it may.

An order is a few parts behind one another, because what it goes by may be missing (nobody waits, nothing is due). Each
part stands on an index of core/conversations/models/conversation.py, and `walk` is what that index holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madoguchi.core.conversations.models import Status
from madoguchi.core.conversations.queries.views import NEWEST, OPEN, View

LISTED = Q(is_spam=False)


@dataclass(frozen=True, slots=True)
class Part:
    """The conversations of `only`, in the order of these fields, which are never NULL there."""

    by: tuple[str, ...]
    only: Q = Q()


@dataclass(frozen=True, slots=True)
class Order:
    """One order; `name` is "" for the one that a view has by itself."""

    name: str
    label: str | Promise
    parts: tuple[Part, ...]


ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (
        Order("newest", _("Newest activity"), (Part(NEWEST),)),
        Order("oldest", _("Oldest activity"), (Part(("last_activity_at", "id")),)),
        Order("created", _("Newest inquiry"), (Part(("-created_at", "-id")),)),
        Order(
            "waiting",
            _("Waiting longest"),
            (
                Part(("waiting_since", "id"), Q(waiting_since__isnull=False)),
                Part(NEWEST, Q(waiting_since__isnull=True)),
            ),
        ),
        Order(
            "priority",
            _("Highest priority"),
            (
                Part(("-priority", *NEWEST), Q(priority__gt=1)),
                Part(NEWEST, Q(priority=1)),
                Part(NEWEST, Q(priority=0)),
            ),
        ),
        Order("due", _("Due first"), (Part(("due_at", "id"), Q(due_at__isnull=False)), Part(NEWEST, Q(due_at=None)))),
    )
}
OF_WHATEVER = ("newest", "oldest", "created")
OWN_LABELS = {"snoozed": _("Ending first"), "resolved": _("Resolved last"), "unanswered": _("Owed longest")}
OWN_ALONE = ("unanswered", "spam")  # what else could be wanted of them stands on no index
WALKS = {
    "snoozed_until": Q(status=Status.SNOOZED),
    "-resolved_at": Q(status=Status.RESOLVED, is_spam=False),
    "unanswered_since": Q(unanswered_since__isnull=False),
    "-created_at": LISTED,
}


def order_of(name: str, view: View) -> Order:
    """The order of this name; the view's own for any other."""
    return ORDERS.get(name) or _own(view)


def offered(view: View, *, is_open: bool) -> list[Order]:
    """What somebody may choose from, the own order of the view first; by what is open where all of it is."""
    own = _own(view)
    if view.name in OWN_ALONE:
        return [own]
    others = [order for name, order in ORDERS.items() if is_open or name in OF_WHATEVER]
    return [own, *(order for order in others if order.parts[0].by != view.order)]


def walk(part: Part, *, is_open: bool) -> Q:
    """The conversations that the index of a part holds, in its order: what a bounded look goes through."""
    own = WALKS.get(part.by[0])
    if own is not None:
        return own
    return OPEN & part.only if is_open else LISTED


def _own(view: View) -> Order:
    known = next((order for order in ORDERS.values() if order.parts[0].by == view.order), None)
    label = OWN_LABELS.get(view.name) or (known.label if known else view.label)
    return Order("", label, (Part(view.order),))
