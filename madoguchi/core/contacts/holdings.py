"""What the apps above keep about a contact, and how it is moved, erased and told.

Contacts lie below conversations, so a merge cannot name their tables. Each app above registers one `Holding`
(in config/registry.py, once at start); merge, undo, erase and export call all of them, in the order of
their names, inside their own transaction and `tenant()`, with the contact's row locked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Holding:
    """One app's rows about contacts.

    `move(source_id, target_id)` gives the rows of one contact to another and returns what `move_back` needs
    to give exactly these back, as JSON (ids). `move_back(moved, source_id, target_id)` gets the ids in
    the order of the merge: back from target to source; rows that are gone meanwhile are passed over.
    `erase(contact_id)` takes away every text, name, address and file that is about the contact, for good.
    `export(contact_id)` is everything about the contact as a JSON object (texts, times in ISO 8601, ids).
    """

    name: str
    move: Callable[[int, int], Any]
    move_back: Callable[[Any, int, int], None]
    erase: Callable[[int], None]
    export: Callable[[int], dict[str, Any]]


HOLDINGS: dict[str, Holding] = {}


def register(
    name: str,
    *,
    move: Callable[[int, int], Any] = lambda _source_id, _target_id: None,
    move_back: Callable[[Any, int, int], None] = lambda _moved, _source_id, _target_id: None,
    erase: Callable[[int], None],
    export: Callable[[int], dict[str, Any]] = lambda _contact_id: {},
) -> None:
    """Register what an app holds; a second registration under the same name replaces the first.

    What follows the contact by itself needs no move, what nobody asks for no export.
    """
    HOLDINGS[name] = Holding(name, move, move_back, erase, export)


def all_holdings() -> list[Holding]:
    return [HOLDINGS[name] for name in sorted(HOLDINGS)]
