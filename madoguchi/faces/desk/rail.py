"""The rail at the left: views, inboxes and teams with their counts. Two queries, whatever their number."""

from dataclasses import dataclass
from functools import cache

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.core.conversations.queries.counting import counts_of
from madoguchi.core.conversations.queries.views import COUNT_UP_TO, VIEWS, Scope
from madoguchi.core.inboxes import queries as inboxes
from madoguchi.core.people.queries import teams_visible_to
from madoguchi.faces.desk.scopes import word_of
from madoguchi.faces.desk.seat import Seat

ICONS = {
    "mine": "inbox",
    "unassigned": "unassign",
    "waiting": "clock",
    "mentions": "at",
    "help": "help",
    "following": "bell",
    "open": "list",
    "snoozed": "snooze",
    "resolved": "check-circle",
    "all": "archive",
    "spam": "spam",
}


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


@dataclass(frozen=True, slots=True)
class Rail:
    """The groups, in their order."""

    views: list[Item]
    inboxes: list[Item]
    teams: list[Item]
    aside: list[Item]


@cache
def _lists() -> str:
    return reverse("desk:list", args=["mine"]).removesuffix("mine/")


def rail(seat: Seat) -> Rail:
    """What this person can go to."""
    places = _places(seat)
    scopes = [Scope(view.name) for view in VIEWS.values() if view.counted]
    scopes += [Scope("open", **{f"{kind}_id": row_id}) for kind, row_id, _name in places]
    counts = {word_of(scope): _shown(number) for scope, number in counts_of(seat.actor, scopes).items()}
    views = [
        Item(view.name, str(view.label), ICONS[view.name], counts.get(view.name, ""))
        for view in VIEWS.values()
        if view.name != "help" or counts["help"] or seat.may("help.answer")
    ]
    named = [
        Item(f"{kind}-{row_id}", name, "mail" if kind == "inbox" else "users", counts.get(f"{kind}-{row_id}", ""))
        for kind, row_id, name in places
    ]
    return Rail(
        views=[item for item in views if item.word != "spam"],
        inboxes=[item for item in named if item.icon == "mail"],
        teams=[item for item in named if item.icon == "users"],
        aside=[item for item in views if item.word == "spam"],
    )


def places(seat: Seat) -> list[Item]:
    """The inboxes and teams alone, without counts."""
    return [
        Item(f"{kind}-{row_id}", name, "mail" if kind == "inbox" else "users") for kind, row_id, name in _places(seat)
    ]


def _places(seat: Seat) -> list[tuple[str, int, str]]:
    """(kind, id, name) of the working inboxes and the teams, in one query."""
    mine = inboxes.visible_to(seat.actor).filter(disabled_at__isnull=True)
    teams = teams_visible_to(seat.actor).order_by()
    rows = mine.values_list(Value("inbox"), "id", "name").union(teams.values_list(Value("team"), "id", "name"))
    return sorted(((kind, row_id, name) for kind, row_id, name in rows), key=lambda row: (row[0], row[2], row[1]))


def _shown(number: int) -> str:
    if number >= COUNT_UP_TO:
        return f"{COUNT_UP_TO - 1}+"
    return str(number) if number else ""


def title_of(scope: Scope, found: Rail) -> str:
    """What a list is called."""
    word = word_of(scope)
    named = {item.word: item.label for item in (*found.views, *found.inboxes, *found.teams, *found.aside)}
    return named.get(word) or _("Conversations")
