"""The sections of an article: what stands below each heading, in what folds, and apart under a title. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from madoguchi.features.articles.rendering import TITLED, expanded, read, text_of

MOST = 80  # of one article; what comes after them counts to the last


@dataclass(frozen=True, slots=True)
class Section:
    """`text` is Markdown with reusable parts in their places, without the heading: down to the next one that is not
    below it. `own` is what of that stands in no other section, `rest` the body without it. `anchor` leads there in the
    help centre; "", and no heading: the beginning, which may be empty."""

    anchor: str
    heading: str
    text: str
    own: str
    rest: str


def sections_in(body: str, snippets: Mapping[str, str]) -> tuple[Section, ...]:
    """In their order; the first is the beginning."""
    return _sections_in(expanded(body, snippets))


@lru_cache(maxsize=64)  # what is chosen is quoted at once
def _sections_in(whole: str) -> tuple[Section, ...]:
    lines, (tokens, _contents) = whole.split("\n"), read(whole)
    marks = list(_marks(tokens))[: MOST - 1]
    starts = [mark.start for mark in marks if mark.level] + [len(lines)]
    first = starts[0]
    made = [Section("", "", _joined(lines[:first]), _own(lines, 0, first, marks), _joined(lines[first:]))]
    for place, mark in enumerate(marks):
        if not mark.level:  # it has an end of its own
            text, rest = _joined(lines[mark.inside : mark.end]), _joined(lines[: mark.start] + lines[mark.end + 1 :])
            made.append(Section(mark.anchor, mark.heading, text, text, rest))
            continue
        later = [one for one in marks[place + 1 :] if one.level]
        end = next((one.start for one in later if one.level <= mark.level), len(lines))
        until = later[0].start if later else len(lines)
        own = _own(lines, mark.inside, until, marks)
        text, rest = _joined(lines[mark.inside : end]), _joined(lines[: mark.start] + lines[end:])
        made.append(Section(mark.anchor, mark.heading, text, own, rest))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a section begins; `inside` is the first line below its heading. `level` 0: it ends before line `end`."""

    level: int
    anchor: str
    heading: str
    start: int
    inside: int
    end: int


def _marks(tokens: list[Token]) -> Iterator[_Mark]:
    for place, token in enumerate(tokens):
        if token.level or token.map is None or "id" not in token.attrs:
            continue
        start, end = token.map
        anchor = str(token.attrs["id"])
        if token.type == "heading_open":
            yield _Mark(int(token.tag[1]), anchor, text_of(tokens[place + 1]), start, end, end)
        elif token.type in TITLED:
            yield _Mark(0, anchor, text_of(tokens[place + 2]), start, start + 1, end)


def _own(lines: list[str], start: int, end: int, marks: list[_Mark]) -> str:
    """Some lines without what stands apart within them."""
    apart = {line for mark in marks if not mark.level for line in range(mark.start, mark.end + 1)}
    return _joined([line for place, line in enumerate(lines[start:end], start) if place not in apart])


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")
