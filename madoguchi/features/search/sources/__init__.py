"""What is searched: each source gives its things as documents. One more is a line in config/registry.py."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from madoguchi.features.search.document import Document
from madoguchi.features.search.sources import companies, contacts, messages


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of things, by its number in the tables. The functions run in a tenant.

    `documents(ids)` are those of the things that are there and say something, `ids_behind(id, most)` the next ones in
    the order of their ids, and `last_id()` is the highest, 0 where there is none.
    """

    number: int
    name: str
    documents: Callable[[Collection[int]], Iterable[Document]]
    ids_behind: Callable[[int, int], list[int]]
    last_id: Callable[[], int]


MESSAGE = Source(1, "message", messages.documents, messages.ids_behind, messages.last_id)
CONTACT = Source(2, "contact", contacts.documents, contacts.ids_behind, contacts.last_id)
COMPANY = Source(3, "company", companies.documents, companies.ids_behind, companies.last_id)

SOURCES: dict[str, Source] = {source.name: source for source in (MESSAGE, CONTACT, COMPANY)}


def register(source: Source) -> None:
    """One more kind of things; a second registration under the same name replaces the first."""
    SOURCES[source.name] = source


__all__ = ["COMPANY", "CONTACT", "MESSAGE", "SOURCES", "Source", "register"]
