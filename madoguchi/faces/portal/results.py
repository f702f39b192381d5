"""What was found, as its page shows it: with the words that were looked for marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.base.words.folding import fold
from madoguchi.base.words.taking import words
from madoguchi.faces.portal.asked import Asked
from madoguchi.features.articles.queries.public import collections_named
from madoguchi.features.articles.queries.searching import Found
from madoguchi.features.search.query.asked import Lexeme, Term
from madoguchi.features.search.query.marking import Marker, Segment

LENGTH = 160  # letters of an excerpt
AROUND = 240  # letters in which its words are looked for
MARKS = re.compile(
    r"^(?:#{1,6}|>|[-*+]|\d+[.)]|:{3,}[ \t]*[a-z]*|\|[-:| ]*)\s*|[*`|]|\{\{[^}]*\}\}"
    r"|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|\[|\\(?=[!-/:-@\[-`{-~])",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Result:
    id: int
    slug: str
    title: Sequence[Segment]
    collection: str
    excerpt: Sequence[Segment]


def shown(asked: Asked, q: str, found: Sequence[Found]) -> list[Result]:
    """One query, for the names of the collections."""
    if not found:
        return []
    named = {row.collection_id: row.title for row in collections_named(asked.workspace_id, asked.language)}
    looking = Looking(q)
    return [_result(one, looking, named.get(one.text.article.collection_id, "")) for one in found]


class Looking:
    """What somebody looked for, to be found again in texts: nowhere near is a text taken apart as a whole."""

    def __init__(self, q: str) -> None:
        folded = fold(q).text
        taken = [word for word in words(q) if word.form]
        self.said = [folded[word.start : word.end] for word in taken]
        self.marker = Marker([Term(q, tuple((Lexeme(word.form),) for word in taken))])

    def excerpt(self, text: str) -> list[Segment]:
        """The part with the first of the words; [] where there is none."""
        folded = fold(text)
        places = [place for said in self.said if (place := folded.text.find(said)) >= 0]
        if not places:
            return []
        start = max(0, folded.span(min(places), min(places) + 1)[0] - AROUND // 3)
        near = self.marker.snippet(text[start : start + AROUND], LENGTH)
        return [Segment("… ", False), *near] if start and near and near[0].text != "… " else near


def _result(found: Found, looking: Looking, collection: str) -> Result:
    text = found.text
    said = MARKS.sub("", text.body)
    excerpt = looking.excerpt(said) or [Segment(text.summary or said[:LENGTH], False)]
    return Result(text.id, text.slug, looking.marker.marked(text.title), collection, excerpt)
