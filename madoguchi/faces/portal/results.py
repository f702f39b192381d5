"""What was found, as its page shows it: with the words that were looked for marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from madoguchi.faces.portal.asked import Asked
from madoguchi.features.articles.finding import forms_of
from madoguchi.features.articles.queries.public import collections_named
from madoguchi.features.articles.queries.searching import Found
from madoguchi.features.articles.rendering import plain
from madoguchi.features.search.query.asked import Lexeme, Term
from madoguchi.features.search.query.marking import Marker, Segment

LENGTH = 160  # letters of an excerpt
KEPT = 512  # texts without their marks, in each process


@dataclass(frozen=True, slots=True)
class Result:
    id: int
    slug: str
    title: Sequence[Segment]
    collection: str
    excerpt: Sequence[Segment]


def shown(asked: Asked, q: str, found: Sequence[Found]) -> list[Result]:
    """One query, for the names of the collections."""
    marker = Marker([Term(q, tuple((Lexeme(form),) for form in forms_of(q)))])
    names = {row.collection_id: row.title for row in collections_named(asked.workspace_id, asked.language)}
    return [_result(one, marker, names) for one in found] if found else []


def _result(found: Found, marker: Marker, names: dict[int, str]) -> Result:
    text = found.text
    said = _plain(text.body)
    excerpt = marker.snippet(said, LENGTH) or [Segment(text.summary or said[:LENGTH], False)]
    return Result(text.id, text.slug, marker.marked(text.title), names.get(text.article.collection_id, ""), excerpt)


_plain = lru_cache(KEPT)(plain)
