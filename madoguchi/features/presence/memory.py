"""Who is where, as far as this process has heard: nothing is stored, the next signs tell everything again.

Written by the event loop alone; read by the threads of requests too, whose reading copies first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from madoguchi.features.presence.signs import GONE_AFTER, Sign

MOST = 20_000  # tabs; more than that many people never look at once
STRONGEST_FIRST = ("reply", "note", "")

Tab = tuple[int, int, str]  # workspace, person, name of the tab
Place = tuple[int, int]  # workspace, conversation


@dataclass(frozen=True, slots=True)
class _Heard:
    sign: Sign
    until: float


class Memory:
    """Times are seconds of one clock that never goes back; whoever calls brings them."""

    def __init__(self) -> None:
        self._tabs: dict[Tab, _Heard] = {}
        self._places: dict[Place, dict[Tab, None]] = {}

    def hear(self, sign: Sign, *, at: float) -> set[Place]:
        """Take in one sign. Returns where something is different now; an old or a repeated sign changes nothing."""
        tab = (sign.workspace_id, sign.person_id, sign.tab)
        known = self._tabs.get(tab)
        if known is None and len(self._tabs) >= MOST:
            return set()
        if known is not None and known.sign.number >= sign.number:
            return set()
        places = {_place(one) for one in (sign, known.sign if known else None) if one and one.conversation_id}
        before = {place: self._people_at(place) for place in places}
        if known is not None:
            self._leave(tab, known.sign)
        # A tab that has left is remembered too, so that a sign of before that comes late does not bring it back.
        self._tabs[tab] = _Heard(sign, at + GONE_AFTER)
        if sign.conversation_id:
            self._places.setdefault(_place(sign), {})[tab] = None
        return {place for place, people in before.items() if people != self._people_at(place)}

    def expire(self, *, at: float) -> set[Place]:
        """Forget the tabs that have been silent for too long. Returns where somebody is gone by that."""
        silent = [tab for tab, heard in self._tabs.items() if heard.until <= at]
        changed = set()
        for tab in silent:
            sign = self._tabs.pop(tab).sign
            if sign.conversation_id:
                place = _place(sign)
                before = self._people_at(place) | {sign.person_id: sign.doing}
                self._leave(tab, sign)
                if before != self._people_at(place):
                    changed.add(place)
        return changed

    def people_in(self, workspace_id: int, conversation_id: int) -> dict[int, str]:
        """The people in a conversation, each once however many tabs they have, with what they write: "reply",
        "note", or "" for those who look."""
        return self._people_at((workspace_id, conversation_id))

    def among(
        self, workspace_id: int, conversation_ids: Iterable[int], inbox_ids: frozenset[int] | None
    ) -> dict[int, list[int]]:
        """Who is in which of some conversations, as far as they are of these inboxes (None: all)."""
        found = {}
        for conversation_id in conversation_ids:
            signs = self._signs_at((workspace_id, conversation_id))
            people = {sign.person_id for sign in signs if inbox_ids is None or sign.inbox_id in inbox_ids}
            if people:
                found[conversation_id] = sorted(people)
        return found

    def people_of(self, workspace_id: int) -> set[int]:
        """The people of a workspace of whom a page is open and looked at, whatever it shows."""
        return {person_id for workspace, person_id, _tab in list(self._tabs) if workspace == workspace_id}

    def _people_at(self, place: Place) -> dict[int, str]:
        doings: dict[int, set[str]] = {}
        for sign in self._signs_at(place):
            doings.setdefault(sign.person_id, set()).add(sign.doing)
        return {
            person_id: next(one for one in STRONGEST_FIRST if one in done) for person_id, done in sorted(doings.items())
        }

    def _signs_at(self, place: Place) -> list[Sign]:
        heard = [self._tabs.get(tab) for tab in list(self._places.get(place, ()))]
        return [one.sign for one in heard if one is not None and _place(one.sign) == place]

    def _leave(self, tab: Tab, sign: Sign) -> None:
        tabs = self._places.get(_place(sign))
        if tabs is not None:
            tabs.pop(tab, None)
            if not tabs:
                del self._places[_place(sign)]


def in_one_line(doings: Mapping[int, str], *, but: int) -> str:
    """What people_in() found, of all but one person: "9:reply 12:". Processes that have heard the same say the same."""
    return " ".join(f"{person_id}:{doing}" for person_id, doing in doings.items() if person_id != but)


PRESENCE = Memory()
"""What this process has heard."""


def _place(sign: Sign) -> Place:
    return sign.workspace_id, sign.conversation_id
