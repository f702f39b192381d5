"""Contacts and companies that a search means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from madoguchi.core.contacts.models import Company, Contact
from madoguchi.core.contacts.queries import companies_visible_to, visible_to
from madoguchi.core.people.actor import Actor
from madoguchi.features.search.query.asking import Asked
from madoguchi.features.search.query.candidates import PATIENCE
from madoguchi.features.search.query.marking import Marker, Segment
from madoguchi.features.search.sources import COMPANY, CONTACT, Source

MOST = 8
LOOKED_AT = 300  # the newest that match, among which the best are shown

FOUND = """
SELECT one.source, found.thing_id, found.score
FROM unnest(%(sources)s::smallint[]) AS one (source) CROSS JOIN LATERAL search_found(
  one.source, %(keys)s, %(exactly)s, %(ranked)s, NULL, NULL, NULL, %(most)s, %(patience)s
) AS found WHERE found.thing_id IS NOT NULL ORDER BY found.score DESC, found.thing_id DESC
"""


@dataclass(frozen=True, slots=True)
class FoundContact:
    contact: Contact
    name: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class FoundCompany:
    company: Company
    name: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class FoundPeople:
    contacts: Sequence[FoundContact] = ()
    companies: Sequence[FoundCompany] = ()


def people_found(asked: Asked, *, actor: Actor, limit: int = MOST) -> FoundPeople:
    """Contacts and companies, the best first. Three queries."""
    if not actor.may("contact.read") or not asked.has_words:
        return FoundPeople()
    ids = _ids(asked, [CONTACT, COMPANY])
    marker = Marker(asked.terms)
    contacts = visible_to(actor).select_related("company").in_bulk(ids[CONTACT.number])
    companies = companies_visible_to(actor).in_bulk(ids[COMPANY.number]) if ids[COMPANY.number] else {}
    return FoundPeople(
        [FoundContact(row, marker.marked(row.name)) for row in _ordered(contacts, ids[CONTACT.number], limit)],
        [FoundCompany(row, marker.marked(row.name)) for row in _ordered(companies, ids[COMPANY.number], limit)],
    )


def _ids(asked: Asked, sources: Sequence[Source]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {source.number: [] for source in sources}
    values: dict[str, Any] = {
        "sources": list(found),
        "keys": asked.what.keys,
        "exactly": asked.what.exactly or None,
        "ranked": asked.what.ranked,
        "most": LOOKED_AT,
        "patience": PATIENCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND, values)
        for source, thing_id, _score in cursor.fetchall():
            found[source].append(thing_id)
    return found


def _ordered(rows: dict[int, Any], ids: Sequence[int], limit: int) -> list[Any]:
    return [rows[one] for one in ids if one in rows][:limit]
