"""Companies: their names with the readings, domains, and what is noted in their attributes."""

from collections.abc import Collection, Iterator

from madoguchi.core.contacts.models import Company
from madoguchi.features.search.document import TEXT, Document, Part
from madoguchi.features.search.sources.contacts import attribute_parts, company_parts


def documents(ids: Collection[int]) -> Iterator[Document]:
    for company in Company.objects.filter(id__in=ids).order_by("id"):
        marks = [Part(mark, TEXT) for mark in (*company.domains, company.external_id) if mark]
        parts = (*company_parts(company), *marks, *attribute_parts(company.attributes))
        yield Document(company.id, company.created_at, parts)


def ids_behind(company_id: int, most: int) -> list[int]:
    return list(Company.objects.filter(id__gt=company_id).order_by("id").values_list("id", flat=True)[:most])


def last_id() -> int:
    return Company.objects.order_by("-id").values_list("id", flat=True).first() or 0
