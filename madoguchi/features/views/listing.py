"""A list as it is asked for: whose, which scope, narrowed by what, in which order."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from madoguchi.core.conversations.models import Conversation
from madoguchi.core.conversations.queries.views import NEWEST, VIEWS, Scope, View, listed, view_of
from madoguchi.core.conversations.queries.visible import visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.features.views.conditions import Condition, only
from madoguchi.features.views.orders import ORDERS, Order, offered, order_of

OPEN_ONLY = Condition("status", "is", ("open",))
# The conditions that the built-in views stand for, as far as conditions can say it.
BUILT_IN: dict[str, tuple[Condition, ...]] = {
    "mine": (OPEN_ONLY, Condition("assignee", "is", ("me",))),
    "unassigned": (OPEN_ONLY, Condition("assignee", "is", ("nobody",))),
    "unanswered": (Condition("unanswered", "is", True),),
    "waiting": (OPEN_ONLY, Condition("waiting", "set", True)),
    "chats": (OPEN_ONLY, Condition("live", "is", True), Condition("waiting", "set", True)),
    "help": (OPEN_ONLY, Condition("help", "is", True)),
    "mentions": (Condition("mentioned", "is", True),),
    "following": (OPEN_ONLY, Condition("followed", "is", True)),
    "open": (OPEN_ONLY,),
    "snoozed": (Condition("status", "is", ("snoozed",)),),
    "resolved": (Condition("status", "is", ("resolved",)),),
    "all": (),
    "spam": (Condition("spam", "is", True),),
}


@dataclass(frozen=True, slots=True)
class SavedScope(Scope):
    """The list of a saved view."""

    saved_id: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """`conditions` narrow the scope; those of a saved view stand among them. It says all that its list depends on."""

    actor: Actor
    scope: Scope
    conditions: tuple[Condition, ...] = ()
    order_name: str = ""

    @property
    def view(self) -> View:
        """The built-in view that it begins with."""
        return VIEWS["all"] if isinstance(self.scope, SavedScope) else view_of(self.scope)

    @property
    def order(self) -> Order:
        """The chosen one; without a choice what is narrowed by its beginning is listed by that, for only then can an
        index lead to it."""
        if not self.order_name and self.view.order == NEWEST and any(one.field == "created" for one in self.conditions):
            return ORDERS["created"]
        return order_of(self.order_name, self.view)

    @property
    def offered(self) -> list[Order]:
        """The orders to choose from."""
        return offered(self.view, is_open=self.is_open)

    @property
    def is_open(self) -> bool:
        """Whether everything in it is open, so that the indexes of open conversations serve it."""
        return OPEN_ONLY in BUILT_IN.get(self.view.name, ()) or OPEN_ONLY in self.conditions

    @property
    def shows_spam(self) -> bool:
        return self.view.name == "spam" or any(one.field == "spam" for one in self.conditions)


def rows_of(listing: Listing) -> QuerySet[Conversation]:
    """The conversations of a listing, in no order yet."""
    return _begun(listing).filter(only(listing.actor, listing.conditions))


def _begun(listing: Listing) -> QuerySet[Conversation]:
    if not isinstance(listing.scope, SavedScope):
        return listed(listing.actor, listing.scope)
    here = Q(merged_into__isnull=True)
    return visible_to(listing.actor).filter(here if listing.shows_spam else here & Q(is_spam=False))


def conditions_of(scope: Scope) -> tuple[Condition, ...]:
    """A built-in scope as conditions, for a view that is to be saved."""
    narrowed = (
        ("inbox", scope.inbox_id),
        ("team", scope.team_id),
        ("tag", scope.tag_id),
        ("contact", scope.contact_id),
    )
    return (
        *BUILT_IN[view_of(scope).name],
        *(Condition(name, "is", (row_id,)) for name, row_id in narrowed if row_id is not None),
    )
