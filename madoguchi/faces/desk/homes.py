"""The first pages: which there are, who may open them, and which of them the desk begins with for somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from madoguchi.core.people.models import FirstPage, Person, Role
from madoguchi.faces.desk.seat import Seat
from madoguchi.features.views.typed import names
from madoguchi.features.views.typed.writing import quoted


@dataclass(frozen=True, slots=True)
class Home:
    """One of them. `permission` is what it takes to open it."""

    name: str
    icon: str
    permission: str = ""

    @property
    def label(self) -> str | Promise:
        return FirstPage(self.name).label

    @property
    def address(self) -> str:
        return reverse(f"desk:home_{self.name}")


HOMES: Mapping[str, Home] = {
    home.name: home
    for home in (
        Home("day", "sun", "conversation.update"),
        Home("team", "users", "team.watch"),
        Home("week", "chart", "report.read"),
        Home("notes", "at"),
        Home("inboxes", "inbox"),
        Home("setup", "settings", "workspace.manage"),
    )
}
OF_ROLES = {
    Role.ADMINISTRATOR: "setup",
    Role.MANAGER: "week",
    Role.SUPERVISOR: "team",
    Role.AGENT: "day",
    Role.LIGHT: "notes",
    Role.PARTNER: "inboxes",
}


def offered(seat: Seat) -> list[Home]:
    """Those that the person may open."""
    return [home for home in HOMES.values() if not home.permission or seat.may(home.permission)]


def choices(seat: Seat) -> list[tuple[str, str | Promise]]:
    """(value, label) of what the person may begin with."""
    known = {home.name for home in offered(seat)}
    return [(page.value, page.label) for page in FirstPage if page.value not in HOMES or page.value in known]


def first_address(seat: Seat) -> str:
    """Where the desk begins: what the person chose, else what their role sees first."""
    chosen = seat.person.first_page
    if chosen in (FirstPage.MINE, FirstPage.UNASSIGNED):
        return reverse("desk:list", args=[chosen])
    known = {home.name: home.address for home in offered(seat)}
    return known.get(chosen) or known[OF_ROLES[Role(seat.person.role)]]


def list_address(word: str, *typed: str) -> str:
    """A list, narrowed by what somebody could have typed there: list_address("open", said("assignee", "#7"))."""
    address = reverse("desk:list", args=[word])
    return f"{address}?{urlencode({'q': ' '.join(typed)})}" if typed else address


def said(operator: str, value: str) -> str:
    """A condition of a typed filter, as somebody of the running language writes it."""
    own = next(one.said.own for one in names.OPERATORS if one.said.english[0] == operator)
    return f"{own}:{value}"


def typed_name(person: Person, people: list[Person]) -> str:
    """A person as the filter of a list reads it: by name, by number where two have the same one."""
    is_alone = sum(one.name == person.name for one in people) == 1
    return quoted(person.name) if is_alone and not set(person.name) & set('"“”＂') else f"#{person.id}"
