"""Who hears of which fact. Filled once at start by config/registry.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from madoguchi.core.events.models import Event


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One consequence. `handle` gets events of one workspace inside `tenant()`, oldest first; it may run
    twice, in any order against other batches, and must not care. `types` empty: every fact."""

    name: str
    handle: Callable[[Sequence[Event]], None]
    types: frozenset[str] = frozenset()

    def wants(self, event: Event) -> bool:
        return not self.types or event.type in self.types


SUBSCRIBERS: dict[str, Subscriber] = {}


def subscribe(name: str, handle: Callable[[Sequence[Event]], None], *types: str) -> None:
    """Register a consequence; a second registration under the same name replaces the first."""
    SUBSCRIBERS[name] = Subscriber(name, handle, frozenset(types))
