"""Which streams are open, found by whom and what a name concerns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from madoguchi.faces.live.frames import person_of, visible
from madoguchi.faces.live.seats import Seat
from madoguchi.faces.live.stream import Stream

Streams = dict[Stream, None]
Key = TypeVar("Key")


@dataclass(slots=True)
class Batch:
    """Names that wait to be told: to everybody who may see them, and to single persons."""

    names: dict[str, None] = field(default_factory=dict)
    personal: dict[int, dict[str, None]] = field(default_factory=dict)

    def add(self, name: str) -> None:
        """Add one name; raises ValueError for one that is malformed."""
        person_id = person_of(name)
        if person_id is None:
            self.names[name] = None
        else:
            self.add_for([person_id], name)

    def add_for(self, person_ids: Iterable[int], name: str) -> None:
        """Add one name for some people alone."""
        for person_id in person_ids:
            self.personal.setdefault(person_id, {})[name] = None


class Room:
    """The streams of one workspace. Those with the same inboxes hear the same names: they are an audience.

    `told` is what single persons were told since everybody was told last; `rests_until` (loop time) is when that may
    be again.
    """

    def __init__(self) -> None:
        self.count = 0
        self.told: dict[int, set[str]] = defaultdict(set)
        self.rests_until = 0.0
        self.audiences: dict[frozenset[int] | None, Streams] = defaultdict(dict)
        self.people: dict[int, Streams] = defaultdict(dict)
        self.waiting = Batch()

    def sees(self, person_id: int, name: str) -> bool:
        """Whether one of these people is here and may hear of a name with its inbox."""
        return any(visible([name], stream.seat.inbox_ids) for stream in self.people.get(person_id, ()))

    def hear(self, name: str) -> None:
        """Something has changed: whoever was told of it before does not know it any more. Raises ValueError."""
        self.waiting.add(name)
        for known in self.told.values():
            known.discard(name.partition("@")[0])

    def take_personal(self) -> dict[int, dict[str, None]]:
        """What waits for single persons, none of whom is told the same again with everybody."""
        personal, self.waiting.personal = self.waiting.personal, {}
        for person_id, names in personal.items():
            self.told[person_id].update(names)
        return personal

    def take(self) -> tuple[dict[str, None], dict[int, set[str]]]:
        """What waits for everybody, and what some of them know already."""
        names, self.waiting.names = self.waiting.names, {}
        told, self.told = self.told, defaultdict(set)
        return names, told


class Rooms:
    """All streams of this process."""

    def __init__(self) -> None:
        self._rooms: dict[int, Room] = {}
        self._sessions: dict[str, Streams] = defaultdict(dict)
        self._seats: dict[Seat, Streams] = defaultdict(dict)
        self.count = 0

    def add(self, stream: Stream) -> None:
        """Enter a stream."""
        seat = stream.seat
        room = self._rooms.setdefault(seat.workspace_id, Room())
        for place in (
            room.audiences[seat.inbox_ids],
            room.people[seat.person_id],
            self._sessions[seat.session_name],
            self._seats[seat],
        ):
            place[stream] = None
        room.count += 1
        self.count += 1

    def remove(self, stream: Stream) -> None:
        """Strike a stream out, and what is empty without it."""
        seat = stream.seat
        room = self._rooms[seat.workspace_id]
        _strike(room.audiences, seat.inbox_ids, stream)
        _strike(room.people, seat.person_id, stream)
        _strike(self._sessions, seat.session_name, stream)
        _strike(self._seats, seat, stream)
        room.count -= 1
        if not room.people:
            del self._rooms[seat.workspace_id]
        self.count -= 1

    def room(self, workspace_id: int) -> Room | None:
        """The room of a workspace, where anybody of it is connected here."""
        return self._rooms.get(workspace_id)

    def of_person(self, workspace_id: int, person_id: int) -> list[Stream]:
        """The streams of one person."""
        room = self._rooms.get(workspace_id)
        return list(room.people.get(person_id, ())) if room else []

    def of_session(self, name: str) -> list[Stream]:
        """The streams of one session, in whatever workspace; `name` is its Seat.session_name."""
        return list(self._sessions.get(name, ()))

    def of_seat(self, seat: Seat) -> list[Stream]:
        """The streams that were opened by just this seat."""
        return list(self._seats.get(seat, ()))

    def seats(self) -> list[Seat]:
        """Every seat that has a stream here."""
        return list(self._seats)

    def __iter__(self) -> Iterator[Stream]:
        return iter([stream for streams in self._seats.values() for stream in streams])


def _strike(places: dict[Key, Streams], key: Key, stream: Stream) -> None:
    streams = places[key]
    del streams[stream]
    if not streams:
        del places[key]
