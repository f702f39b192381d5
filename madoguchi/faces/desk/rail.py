"""The rail at the left: views, inboxes and teams with their counts. Two queries, whatever their number; one more where
there are chats."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import JSONField, QuerySet, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.core.conversations.queries.counting import Counting, counting_of_scope, counts_in
from madoguchi.core.conversations.queries.views import COUNT_UP_TO, VIEWS, Scope
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.actor import Actor
from madoguchi.core.people.queries import teams_visible_to
from madoguchi.faces.desk.scopes import word_of
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.chat.seats import Seated, own_seat
from madoguchi.features.views.conditions import from_json
from madoguchi.features.views.counting import counting_of_listing, is_counted
from madoguchi.features.views.listing import Listing, SavedScope
from madoguchi.features.views.looking import is_indexed
from madoguchi.features.views.models import SavedView
from madoguchi.features.views.queries import saved_visible_to

ICONS = {
    "mine": "inbox",
    "unassigned": "unassign",
    "unanswered": "warning",
    "waiting": "clock",
    "mentions": "at",
    "help": "help",
    "chats": "chat",
    "following": "bell",
    "open": "list",
    "snoozed": "snooze",
    "resolved": "check-circle",
    "all": "archive",
    "spam": "spam",
}
PLACE_ICONS = {"inbox": "mail", "team": "users", "saved": "filter"}
BURNING = ("unanswered", "chats")  # what should hold nothing
MOST_COUNTED = 12  # saved views


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the rail. `count` is "" where nothing is counted, "999+" where counting stopped."""

    word: str
    label: str
    icon: str
    count: str = ""

    @property
    def address(self) -> str:
        """Where it leads; there are many of them, so the address is not looked up each time."""
        return f"{_lists()}{self.word}/"

    @property
    def burns(self) -> bool:
        return self.word in BURNING


@dataclass(frozen=True, slots=True)
class Rail:
    """The groups, in their order."""

    views: list[Item]
    saved: list[Item]
    inboxes: list[Item]
    teams: list[Item]
    aside: list[Item]
    kept: dict[int, SavedView]
    chat_seat: Seated | None = None

    @property
    def all(self) -> list[Item]:
        return [*self.views, *self.saved, *self.inboxes, *self.teams, *self.aside]


@dataclass(frozen=True, slots=True)
class Place:
    """An inbox, a team or a saved view; `more` is the channel of the first, and what makes the last."""

    kind: str
    id: int
    name: str
    more: dict[str, Any] | None = None

    @property
    def word(self) -> str:
        return f"{self.kind}-{self.id}"

    @property
    def is_chat(self) -> bool:
        return self.kind == "inbox" and self.more == {"channel": "chat"}

    @property
    def icon(self) -> str:
        return "chat" if self.is_chat else PLACE_ICONS[self.kind]


@cache
def _lists() -> str:
    return reverse("desk:list", args=["mine"]).removesuffix("mine/")


def rail(seat: Seat) -> Rail:
    """What this person can go to."""
    known = _places(seat.actor)
    scopes = [Scope(view.name) for view in VIEWS.values() if view.counted]
    scopes += [Scope("open", **{f"{place.kind}_id": place.id}) for place in known if place.kind != "saved"]
    listings = _counted(seat.actor, known)
    parts: dict[str, Counting] = {word_of(scope): counting_of_scope(seat.actor, scope) for scope in scopes}
    parts |= {word: counting_of_listing(listing) for word, listing in listings.items()}
    found = counts_in(parts)
    is_much = found["open"] >= COUNT_UP_TO  # more than is looked through for a narrowed view
    counts = {
        word: _shown(number, is_cut=is_much and word in listings and not is_indexed(listings[word]))
        for word, number in found.items()
    }
    views = [
        Item(view.name, str(view.label), ICONS[view.name], counts.get(view.name, ""))
        for view in VIEWS.values()
        if view.name != "help" or counts["help"] or seat.may("help.answer")
        if view.name != "chats" or any(place.is_chat for place in known)
    ]
    return Rail(
        views=[item for item in views if item.word != "spam"],
        saved=_items(known, "saved", counts),
        inboxes=_items(known, "inbox", counts),
        teams=_items(known, "team", counts),
        aside=[item for item in views if item.word == "spam"],
        kept={place.id: _view(place) for place in known if place.kind == "saved"},
        chat_seat=own_seat(seat.actor) if any(place.is_chat for place in known) else None,
    )


def places(seat: Seat) -> list[Item]:
    """The inboxes, teams and saved views alone, without counts."""
    return [Item(place.word, place.name, place.icon) for place in _places(seat.actor)]


def _places(actor: Actor) -> list[Place]:
    """The working inboxes, the teams and the saved views, in one query and in their order."""
    nothing = Value(None, output_field=JSONField())
    more = JSONObject(conditions="conditions", order="order", shared="is_shared", position="position")
    sources: tuple[tuple[str, QuerySet[Any], Any], ...] = (
        ("inbox", inboxes.visible_to(actor).filter(disabled_at__isnull=True), JSONObject(channel="channel")),
        ("team", teams_visible_to(actor), nothing),
        ("saved", saved_visible_to(actor), more),
    )
    queries = [rows.order_by().values_list(Value(kind), "id", "name", detail) for kind, rows, detail in sources]
    return sorted((Place(*row) for row in queries[0].union(*queries[1:], all=True)), key=_standing)


def _standing(place: Place) -> tuple[Any, ...]:
    """Saved views stand where they were put, one's own first; the others by name."""
    if place.kind != "saved" or place.more is None:
        return place.kind, place.name, place.id
    return place.kind, place.more["shared"], place.more["position"], place.id


def _counted(actor: Actor, known: list[Place]) -> dict[str, Listing]:
    """The saved views that are counted, by their words."""
    found = {}
    for place in known:
        if place.kind == "saved" and place.more is not None:
            scope = SavedScope("all", saved_id=place.id)
            found[place.word] = Listing(actor, scope, from_json(place.more["conditions"]))
    counted = [(word, listing) for word, listing in found.items() if is_counted(listing)]
    return dict(counted[:MOST_COUNTED])


def _view(place: Place) -> SavedView:
    """As far as its list needs it."""
    assert place.more is not None
    return SavedView(id=place.id, name=place.name, conditions=place.more["conditions"], order=place.more["order"])


def _items(known: list[Place], kind: str, counts: dict[str, str]) -> list[Item]:
    here = [place for place in known if place.kind == kind]
    return [Item(place.word, place.name, place.icon, counts.get(place.word, "")) for place in here]


def _shown(number: int, *, is_cut: bool) -> str:
    if number >= COUNT_UP_TO:
        return f"{COUNT_UP_TO - 1}+"
    return f"{number}{'+' if is_cut else ''}" if number else ""


def title_in(found: Rail, word: str) -> str:
    """What a list is called."""
    return next((item.label for item in found.all if item.word == word), "") or _("Conversations")
