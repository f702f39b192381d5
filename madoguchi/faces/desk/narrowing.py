"""Which list a request asks for: its scope, what was typed to narrow it (`?q=`), and in which order it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.core.conversations.queries.views import VIEWS, Scope
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.queries import teams_visible_to
from madoguchi.faces.desk.scopes import word_of
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.views.conditions import from_json
from madoguchi.features.views.listing import Listing, SavedScope
from madoguchi.features.views.models import SavedView
from madoguchi.features.views.queries import saved_for
from madoguchi.features.views.typed import Typed, parse
from madoguchi.features.views.typed.tokens import LONGEST


@dataclass(frozen=True, slots=True)
class Asked:
    """One list. `text` is what was typed, `typed` what was understood of it."""

    listing: Listing
    word: str
    text: str = ""
    typed: Typed = Typed()
    saved: SavedView | None = None

    @property
    def address(self) -> str:
        """Of the list, with what narrows it."""
        return f"{reverse('desk:list', args=[self.word])}{self.query}"

    @property
    def conversations(self) -> str:
        """What a conversation's number is put behind, for its address in this list."""
        return reverse("desk:list", args=[self.word])

    @property
    def query(self) -> str:
        return f"?{urlencode({'q': self.text})}" if self.text else ""

    @property
    def more(self) -> str:
        """What a cursor is put behind, for the address of the next page."""
        return f"{self.address}{'&' if self.text else '?'}after="

    @property
    def is_unclear(self) -> bool:
        """Nothing is listed then: somebody might act on more than they meant."""
        return bool(self.typed.problems)


def asked_for(seat: Seat, scope: Scope, text: str, *, kept: Mapping[int, SavedView] | None = None) -> Asked:
    """The list of a scope, narrowed by a typed filter. Raises NotAllowed for a saved view that is not there; `kept`
    are those that the person sees, where they are known."""
    text = " ".join(text.split())[: LONGEST + 1]
    typed = parse(text, seat.actor, seat.zone) if text else Typed()
    saved = _saved(seat, scope.saved_id, kept) if isinstance(scope, SavedScope) else None
    word = word_of(scope)
    conditions = from_json(saved.conditions) if saved else ()
    order = seat.person.list_orders.get(word) or (saved.order if saved else "")
    return Asked(Listing(seat.actor, scope, (*conditions, *typed.with_words), order), word, text, typed, saved)


def _saved(seat: Seat, view_id: int, kept: Mapping[int, SavedView] | None) -> SavedView:
    return saved_for(view_id, seat.actor) if kept is None or view_id not in kept else kept[view_id]


def title_of(asking: Asked, seat: Seat) -> str:
    """What a list is called; a question for an inbox and a team."""
    scope = asking.listing.scope
    if asking.saved is not None:
        return asking.saved.name
    named: QuerySet[Any] | None = None
    if scope.inbox_id is not None:
        named = inboxes.visible_to(seat.actor).filter(id=scope.inbox_id)
    elif scope.team_id is not None:
        named = teams_visible_to(seat.actor).filter(id=scope.team_id)
    elif scope.tag_id is None and scope.contact_id is None:
        return str(VIEWS[scope.view].label)
    return (named.values_list("name", flat=True).first() if named is not None else None) or _("Conversations")
