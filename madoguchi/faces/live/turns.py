"""Many pages that show the same list do not ask for it at the same moment, nor more often than the house can bear.

"The lists have changed" makes every page of a workspace ask. With a few that is said at once; with hundreds at every
message it would be all that the house does. They are told one after the other, each of all that changed meanwhile.
"""

from collections.abc import Iterable, Iterator

from madoguchi.faces.live.stream import Stream

LISTS = frozenset({"conversations"})  # names without their inbox
FEW = 25  # streams of a workspace; as many are told at once
A_SECOND = 20  # streams told after one another, of one process
EACH_SECONDS = 0.05


class Turns:
    """Streams that wait for their turn, the longest waiting first, with the names for each."""

    def __init__(self) -> None:
        self._waiting: dict[Stream, dict[str, None]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, streams: Iterable[Stream], names: Iterable[str]) -> None:
        """They are to be told these names; whoever waits already keeps their place."""
        fresh = dict.fromkeys(names)
        for stream in streams:
            self._waiting.setdefault(stream, {}).update(fresh)

    def drop(self, stream: Stream) -> None:
        """It has gone."""
        self._waiting.pop(stream, None)

    def next(self) -> Iterator[tuple[Stream, tuple[str, ...]]]:
        """Whose turn it is until EACH_SECONDS from now."""
        for stream in list(self._waiting)[: max(1, round(A_SECOND * EACH_SECONDS))]:
            yield stream, tuple(self._waiting.pop(stream))
