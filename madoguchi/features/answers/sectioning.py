"""Which section of an article answers a question: found where the question is looked up, kept by its anchor, and told
as it stands when it is told."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from madoguchi.features.answers.catalogue import address_of, letter_of
from madoguchi.features.answers.composing import Source
from madoguchi.features.answers.models import Answer
from madoguchi.features.answers.ranking import Part
from madoguchi.features.articles.finding import snippets_of
from madoguchi.features.articles.models import ArticleText
from madoguchi.features.articles.queries.centre import centre_of
from madoguchi.features.articles.rendering import snippets_in
from madoguchi.features.articles.sections import Section, sections_in

if TYPE_CHECKING:
    from madoguchi.features.answers.ranking import Look

BEGINNING = ""


def anchor_in(text: ArticleText, look: "Look | None") -> str:
    """Of the section that answers what was looked up; BEGINNING where none does clearly better than that."""
    sections = sections_of(text) if look is not None else ()
    if look is None or len(sections) < 2:
        return BEGINNING
    parts = [Part(one.heading, one.own) for one in sections]
    return sections[look.place_in(str(text.article_id), text.title, parts)].anchor


def section_noted(answer: Answer, article_id: int) -> str:
    """The anchor of what of an article was told, or would be to whoever chooses it."""
    return str(answer.sections.get(str(article_id), BEGINNING))


def section_at(text: ArticleText, anchor: str, *, snippets: Mapping[str, str] | None = None) -> Section | None:
    """None for the beginning, and for what is there no more or says nothing. `snippets`: where they are at hand."""
    sections = sections_of(text, snippets) if anchor else ()
    found = next((one for one in sections if one.anchor == anchor), None)
    return found if found and found.text.strip() else None


def sections_of(text: ArticleText, snippets: Mapping[str, str] | None = None) -> tuple[Section, ...]:
    """No query where it names no reusable part."""
    if snippets is None:
        snippets = snippets_of(text.workspace_id, text.language) if snippets_in(text.body) else {}
    return sections_in(text.body, snippets)


def source_of(text: ArticleText, anchor: str = BEGINNING) -> Source:
    """A text of everybody's as it may be told, from one of its sections or from its beginning."""
    centre = centre_of(text.workspace_id)
    address, section = address_of(text, centre), section_at(text, anchor)
    whole = letter_of(text, text.body, centre)
    if section is None:
        return Source(text.title, text.summary, whole, address)
    part, rest = (letter_of(text, said, centre) for said in (section.text, section.rest))
    return Source(text.title, text.summary, whole, at_anchor(address, anchor), section.heading, part, rest)


def at_anchor(address: str, anchor: str) -> str:
    """Where a section is read; "" where nothing is."""
    return f"{address}#{quote(anchor)}" if address and anchor else address
